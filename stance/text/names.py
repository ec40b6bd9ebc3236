"""Names of countries, their peoples and their capitals, and what a sentence is read as that names one.

A sentence about one war has to read like the same sentence about another, so the model sees that a country is named, not
which. English and Dutch; capitals count as their countries, as they do in the news (Moscow denies …).
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

COUNTRY, NATIONAL = "1", "2"  # as digits: where numbers are read as 0, no other 1 or 2 is left

# A country a line: its names | its people and its adjectives | its capital and other seats of its government. In names of several
# words a space is written as _; the last line holds those of all countries.
_listed = """
Afghanistan | Afghan Afghans Afghani Afghaans Afghaanse Afghaan Afghanen | Kabul Kaboel
Albania Albanië | Albanian Albanians Albanees Albanese Albanezen | Tirana
Algeria Algerije | Algerian Algerians Algerijns Algerijnse Algerijn Algerijnen | Algiers
America Amerika US USA VS | American Americans Amerikaans Amerikaanse Amerikaan Amerikanen | Washington
Angola | Angolan Angolans Angolees Angolese Angolezen | Luanda
Arabia Arabië | Saudi Saudis Saoedisch Saoedische Saudisch Saudische | Riyadh Riyad
Argentina Argentinië | Argentine Argentinian Argentinians Argentines Argentijns Argentijnse Argentijn Argentijnen
Armenia Armenië | Armenian Armenians Armeens Armeense Armeniër Armeniërs | Yerevan Jerevan
Australia Australië | Australian Australians Australisch Australische Australiër Australiërs | Canberra
Austria Oostenrijk | Austrian Austrians Oostenrijks Oostenrijkse Oostenrijker Oostenrijkers | Vienna Wenen
Azerbaijan Azerbeidzjan | Azerbaijani Azerbaijanis Azeri Azeris Azerbeidzjaans Azerbeidzjaanse Azerbeidzjaan Azerbeidzjanen | Baku Bakoe
Bahamas | Bahamian Bahamiaans Bahamiaanse
Bahrain Bahrein | Bahraini Bahrainis Bahreins Bahreinse
Bangladesh | Bangladeshi Bangladeshis Bengaals Bengaalse | Dhaka
Barbados | Barbadian Barbadians
Belarus | Belarusian Belarusians Belarussisch Belarussische | Minsk
Belgium België | Belgian Belgians Belgisch Belgische Belg Belgen | Brussels Brussel
Benin | Beninese Beninees
Bhutan | Bhutanese Bhutaans Bhutaanse
Bolivia | Bolivian Bolivians Boliviaans Boliviaanse Boliviaan Bolivianen
Bosnia Bosnië | Bosnian Bosnians Bosnisch Bosnische Bosniër Bosniërs | Sarajevo
Botswana | Botswanan Botswaans Botswaanse | Gaborone
Brazil Brazilië | Brazilian Brazilians Braziliaans Braziliaanse Braziliaan Brazilianen | Brasília Brasilia
Britain UK England Scotland Wales Engeland Schotland | British Briton Britons Brits Britse Brit Britten English Engels Engelse Scottish Scots Schots Schotse Welsh | London Londen
Brunei | Bruneian Bruneis Bruneise
Bulgaria Bulgarije | Bulgarian Bulgarians Bulgaars Bulgaarse Bulgaar Bulgaren
Burkina | Burkinabe Burkinabé Burkinees Burkinese | Ouagadougou
Burundi | Burundian Burundians Burundees Burundese
Cambodia Cambodja | Cambodian Cambodians Cambodjaans Cambodjaanse Cambodjaan Cambodjanen
Cameroon Kameroen | Cameroonian Cameroonians Kameroens Kameroense Kameroener Kameroeners
Canada | Canadian Canadians Canadees Canadese Canadezen | Ottawa
Catalonia Catalonië | Catalan Catalans Catalaans Catalaanse Catalaan Catalanen
Chad Tsjaad | Chadian Chadians Tsjadisch Tsjadische
Chechnya Tsjetsjenië | Chechen Chechens Tsjetsjeens Tsjetsjeense Tsjetsjeen Tsjetsjenen | Grozny
Chile Chili | Chilean Chileans Chileens Chileense Chileen Chilenen
China | Chinese Chinees Chinezen | Beijing Peking
Colombia | Colombian Colombians Colombiaans Colombiaanse Colombiaan Colombianen | Bogotá Bogota
Congo | Congolese Congolees Congolezen | Kinshasa
Crimea Krim | Rohingya Rohingyas Tamil Tamils Hutu Hutus Tutsi Tutsis Uyghur Uyghurs Oeigoer Oeigoeren Oeigoers Oeigoerse Druze Druzen
Croatia Kroatië | Croatian Croatians Croat Croats Kroatisch Kroatische Kroaat Kroaten | Zagreb
Cuba | Cuban Cubans Cubaans Cubaanse Cubaan Cubanen | Havana
Cyprus | Cypriot Cypriots Cypriotisch Cypriotische Cyprioot Cyprioten | Nicosia
Czechia Tsjechië Tsjechoslowakije Czechoslovakia | Czech Czechs Tsjechisch Tsjechische Tsjech Tsjechen Czechoslovak | Prague Praag
Denmark Denemarken | Danish Danes Deens Deense Denen | Copenhagen Kopenhagen
Djibouti | Djiboutian Djiboutiaans Djiboutiaanse
Ecuador | Ecuadorian Ecuadorean Ecuadoraans Ecuadoraanse | Quito
Egypt Egypte | Egyptian Egyptians Egyptisch Egyptische Egyptenaar Egyptenaren | Cairo Caïro
Emirates Emiraten UAE VAE | Emirati Emiratis Emiratisch Emiratische
Eritrea | Eritrean Eritreans Eritrees Eritrese Eritreeër Eritreeërs | Asmara
Estonia Estland | Estonian Estonians Estisch Estische Ests Estse Esten | Tallinn
Ethiopia Ethiopië | Ethiopian Ethiopians Ethiopisch Ethiopische Ethiopiër Ethiopiërs
Fiji | Fijian Fijians Fijisch Fijische
Finland | Finnish Finns Finse Finnen | Helsinki
France Frankrijk | French Frenchman Franse Fransman Fransen | Paris Parijs
Gabon | Gabonese Gabonees
Gambia | Gambian Gambians Gambiaans Gambiaanse | Banjul
Georgia Georgië | Georgian Georgians Georgisch Georgische Georgiër Georgiërs | Tbilisi
Germany Duitsland | German Germans Duits Duitse Duitser Duitsers | Berlin Berlijn
Ghana | Ghanaian Ghanaians Ghanees Ghanese Ghanezen | Accra
Greece Griekenland | Greek Greeks Grieks Griekse Griek Grieken | Athens Athene
Greenland Groenland | Greenlandic Greenlander Greenlanders Groenlands Groenlandse Groenlander Groenlanders | Nuuk
Guatemala | Guatemalan Guatemalans Guatemalteeks Guatemalteekse
Guinea Guinee | Guinean Guineans Guinees Guineese
Guyana | Guyanese Guyaans Guyaanse
Haiti Haïti | Haitian Haitians Haïtiaans Haïtiaanse Haïtiaan Haïtianen
Honduras | Honduran Hondurans Hondurees Hondurese
Hungary Hongarije | Hungarian Hungarians Hongaars Hongaarse Hongaar Hongaren | Budapest Boedapest
Iceland IJsland | Icelandic Icelander Icelanders IJslands IJslandse IJslander IJslanders | Reykjavik
India | Indian Indians Indiaas Indiase Indiër Indiërs | Delhi
Indonesia Indonesië | Indonesian Indonesians Indonesisch Indonesische Indonesiër Indonesiërs | Jakarta
Iran | Iranian Iranians Iraans Iraanse Iraniër Iraniërs Persian Perzisch | Tehran Teheran
Iraq Irak | Iraqi Iraqis Iraaks Iraakse Irakees Irakezen | Baghdad Bagdad
Ireland Ierland | Irish Irishman Iers Ierse Ier Ieren | Dublin
Israel Israël | Israeli Israelis Israëlisch Israëlische Israëliër Israëliërs | Jerusalem Jeruzalem
Italy Italië | Italian Italians Italiaans Italiaanse Italiaan Italianen | Rome
Ivoorkust | Ivorian Ivorians Ivoriaans Ivoriaanse
Jamaica | Jamaican Jamaicans Jamaicaans Jamaicaanse Jamaicaan Jamaicanen
Japan | Japanese Japans Japanner Japanners | Tokyo Tokio
Jordan Jordanië | Jordanian Jordanians Jordaans Jordaanse Jordaniër Jordaniërs | Amman
Kashmir Kasjmir | Kashmiri Kashmiris Kasjmiri
Kazakhstan Kazachstan | Kazakh Kazakhs Kazachs Kazachse Kazach Kazachen | Astana
Kenya Kenia | Kenyan Kenyans Keniaans Keniaanse Keniaan Kenianen | Nairobi
Korea | Korean Koreans Koreaans Koreaanse Koreaan Koreanen | Pyongyang Seoul
Kosovo | Kosovar Kosovars Kosovaars Kosovaarse Kosovaar Kosovaren | Pristina
Kurdistan Koerdistan | Kurd Kurds Kurdish Koerd Koerden Koerdisch Koerdische
Kuwait Koeweit | Kuwaiti Kuwaitis Koeweits Koeweitse
Kyrgyzstan Kirgizië | Kyrgyz Kirgizisch Kirgizische Kirgiezen | Bishkek
Laos | Laotian Laotians Laotiaans Laotiaanse
Latvia Letland | Latvian Latvians | Riga
Lebanon Libanon | Lebanese Libanees Libanezen | Beirut Beiroet
Lesotho | Basotho
Liberia | Liberian Liberians Liberiaans Liberiaanse
Libya Libië | Libyan Libyans Libisch Libische Libiër Libiërs | Tripoli
Lithuania Litouwen | Lithuanian Lithuanians Litouws Litouwse Litouwer Litouwers | Vilnius
Luxembourg Luxemburg | Luxembourgish Luxemburgs Luxemburgse Luxemburger Luxemburgers
Macedonia Macedonië | Macedonian Macedonians Macedonisch Macedonische Macedoniër Macedoniërs | Skopje
Madagascar Madagaskar | Malagasy Malagassisch Malagassische | Antananarivo
Malawi | Malawian Malawians Malawisch Malawische | Lilongwe
Malaysia Maleisië | Malaysian Malaysians Maleisisch Maleisische Maleisiër Maleisiërs
Maldives Malediven | Maldivian Maldivians Maledivisch Maledivische
Mali | Malian Malians Malinees Malinese Malinezen | Bamako
Malta | Maltese Maltees Maltezen | Valletta
Mauritania Mauritanië | Mauritanian Mauritaans Mauritaanse
Mauritius | Mauritian Mauritians Mauritiaans Mauritiaanse
Mexico | Mexican Mexicans Mexicaans Mexicaanse Mexicaan Mexicanen
Moldova Moldavië | Moldovan Moldovans Moldavisch Moldavische Moldaviër Moldaviërs | Chisinau
Mongolia Mongolië | Mongolian Mongolians Mongools Mongoolse
Montenegro | Montenegrin Montenegrins Montenegrijns Montenegrijnse Montenegrijnen | Podgorica
Morocco Marokko | Moroccan Moroccans Marokkaans Marokkaanse Marokkaan Marokkanen | Rabat
Mozambique | Mozambican Mozambicans Mozambikaans Mozambikaanse | Maputo
Myanmar Burma Birma | Burmese Birmees Birmese Birmezen | Naypyidaw
Namibia Namibië | Namibian Namibians Namibisch Namibische Namibiër Namibiërs | Windhoek
Nepal | Nepali Nepalese Nepalees | Kathmandu
Netherlands Holland Nederland | Dutch Dutchman Nederlands Nederlandse Nederlander Nederlanders
Nicaragua | Nicaraguan Nicaraguans Nicaraguaans Nicaraguaanse | Managua
Niger | Nigerien Nigerees Nigerese | Niamey
Nigeria | Nigerian Nigerians Nigeriaans Nigeriaanse Nigeriaan Nigerianen | Abuja
Norway Noorwegen | Norwegian Norwegians Noors Noorse Noren | Oslo
Oman | Omani Omanis Omaans Omaanse | Muscat
Pakistan | Pakistani Pakistanis Pakistaans Pakistaanse Pakistaan Pakistanen | Islamabad
Palestine Palestina Gaza Gazastrook | Palestinian Palestinians Palestijns Palestijnse Palestijn Palestijnen | Ramallah
Panama | Panamanian Panamanians Panamees Panamese
Paraguay | Paraguayan Paraguayans Paraguayaans Paraguayaanse
Peru | Peruvian Peruvians Peruaans Peruaanse Peruaan Peruanen | Lima
Philippines Filipijnen | Philippine Filipino Filipinos Filipijns Filipijnse Filipijn | Manila Manilla
Poland Polen | Polish Pole Poles Poolse | Warsaw Warschau
Portugal | Portuguese Portugees Portugezen | Lisbon Lissabon
Qatar | Qatari Qataris Qatarees Qatarese Qatarezen | Doha
Rhodesia Rhodesië | Rhodesian Rhodesians Rhodesisch Rhodesische
Romania Roemenië | Romanian Romanians Roemeens Roemeense Roemeen Roemenen | Bucharest Boekarest
Russia Rusland Soviet USSR | Russian Russians Russisch Russische Rus Russen Soviets Sovjets | Moscow Moskou Kremlin
Rwanda | Rwandan Rwandans Rwandees Rwandese Rwandezen | Kigali
Samoa | Samoan Samoans Samoaans Samoaanse
Senegal | Senegalese Senegalees Senegalezen | Dakar
Serbia Servië Yugoslavia Joegoslavië | Serbian Serbians Serb Serbs Servisch Servische Serviër Serviërs Yugoslav Joegoslavisch Joegoslavische | Belgrade Belgrado
Singapore | Singaporean Singaporeans Singaporees Singaporese
Slovakia Slowakije | Slovak Slovaks Slowaaks Slowaakse Slowaak Slowaken | Bratislava
Slovenia Slovenië | Slovenian Slovenians Slovene Sloveens Sloveense Sloveen Slovenen | Ljubljana
Somalia Somalië Somaliland | Somali Somalis Somalisch Somalische Somaliër Somaliërs | Mogadishu
Spain Spanje | Spanish Spaniard Spaniards Spaans Spaanse Spanjaard Spanjaarden | Madrid
Sudan Soedan | Sudanese Soedanees Soedanezen | Khartoum Khartoem Juba
Suriname | Surinamese Surinaams Surinaamse Surinamer Surinamers | Paramaribo
Sweden Zweden | Swedish Swedes Zweeds Zweedse Zweed | Stockholm
Switzerland Zwitserland | Swiss Zwitsers Zwitserse Zwitser | Bern
Syria Syrië | Syrian Syrians Syrisch Syrische Syriër Syriërs | Damascus
Taiwan | Taiwanese Taiwanees Taiwanezen | Taipei
Tajikistan Tadzjikistan | Tajik Tajiks Tadzjieks Tadzjiekse | Dushanbe
Tanzania | Tanzanian Tanzanians Tanzaniaans Tanzaniaanse
Thailand | Thai Thais Thaise | Bangkok
Tibet | Tibetan Tibetans Tibetaans Tibetaanse Tibetaan Tibetanen
Togo | Togolese Togolees Togolezen | Lomé
Tunisia Tunesië | Tunisian Tunisians Tunesisch Tunesische Tunesiër Tunesiërs | Tunis
Turkey Turkije Türkiye | Turkish Turk Turks Turkse Turken | Ankara
Turkmenistan | Turkmen Turkmeens Turkmeense
Uganda Oeganda | Ugandan Ugandans Oegandees Oegandese Oegandezen | Kampala
Ukraine Oekraïne | Ukrainian Ukrainians Oekraïens Oekraïense Oekraïner Oekraïners | Kyiv Kiev
Uruguay | Uruguayan Uruguayans Uruguayaans Uruguayaanse | Montevideo
Uzbekistan Oezbekistan | Uzbek Uzbeks Oezbeeks Oezbeekse | Tashkent
Vatican Vaticaan
Venezuela | Venezuelan Venezuelans Venezolaans Venezolaanse Venezolaan Venezolanen | Caracas
Vietnam | Vietnamese Vietnamees Vietnamezen | Hanoi
Yemen Jemen | Yemeni Yemenis Jemenitisch Jemenitische Jemeniet Jemenieten | Sanaa
Zaire Zaïre | Zairean Zairese
Zambia | Zambian Zambians Zambiaans Zambiaanse | Lusaka
Zimbabwe | Zimbabwean Zimbabweans Zimbabwaans Zimbabwaanse Zimbabwaan | Harare
U.S. U.S.A. U.K. V.S. V.K. Sovjet-Unie Burkina_Faso Costa_Rica Czech_Republic Den_Haag Dominican_Republic East_Timor El_Salvador Great_Britain Groot-Brittannië Ivory_Coast New_Zealand Nieuw-Zeeland Noord-Jemen Noord-Korea Noord-Macedonië North_Korea North_Macedonia North_Yemen Oost-Timor Papoea-Nieuw-Guinea Papua_New_Guinea Saoedi-Arabië Saudi-Arabië Saudi_Arabia Sierra_Leone South_Africa South_Korea South_Sudan South_Yemen Soviet_Union Sri_Lanka The_Hague United_Arab_Emirates United_Kingdom United_States Verenigd_Koninkrijk Verenigde_Arabische_Emiraten Verenigde_Staten Wit-Rusland Zuid-Afrika Zuid-Jemen Zuid-Korea Zuid-Soedan | New_Zealander New_Zealanders Nieuw-Zeelander Nieuw-Zeelanders Nieuw-Zeelandse Noord-Koreaan Noord-Koreaans Noord-Koreaanse Noord-Koreanen North_Korean North_Koreans Oost-Timorese Saoedi-Arabische Saudi_Arabian South_African South_Africans South_Korean South_Koreans South_Sudanese Sri_Lankan Sri_Lankans Wit-Rus Wit-Russen Wit-Russisch Wit-Russische Zuid-Afrikaan Zuid-Afrikaans Zuid-Afrikaanse Zuid-Afrikanen Zuid-Koreaan Zuid-Koreaans Zuid-Koreaanse Zuid-Koreanen Zuid-Soedanese
"""


def _kinds() -> dict[str, str]:
    kinds = {}
    for line in _listed.strip().splitlines():
        for names, kind in zip(line.split("|"), (COUNTRY, NATIONAL, COUNTRY), strict=False):
            kinds.update({name.replace("_", " "): kind for name in names.split()})
    return kinds


KINDS = _kinds()


def _any_of(names: Iterable[str]) -> str:
    return "|".join(re.escape(name).replace("\\ ", r"\s+") for name in sorted(names, key=len, reverse=True))


_phrase = re.compile(
    rf"(?:{_any_of(name for name in KINDS if ' ' in name)})(?!\w)"
)  # no \b in front: so re skips to the letters they begin with
_name = re.compile(rf"\b(?=[A-ZÀ-Þ])(?:(?:{_any_of(name for name in KINDS if not name.replace(' ', '').isalnum())})(?!\w)|\w+)")


def mask(text: str) -> str:
    """Text with the name of a country as COUNTRY, of a people as NATIONAL; also in capitals throughout, and with a genitive s.

    Only words with a capital letter are looked at: turkey is a bird.
    """
    return mask_words(join(text))


def mask_words(text: str) -> str:
    """Mask names as `mask` does in a text that went through `join`."""
    return _name.sub(_kind, text)


def join(text: str) -> str:
    """Text with _ for the space inside the names that hold one (New Zealand), so that it can be masked word by word."""
    return _phrase.sub(_joined, text)


def _joined(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    return match[0] if before.isalnum() or before == "_" else "_".join(match[0].split())


def _kind(match: re.Match[str]) -> str:
    name = match[0].replace("_", " ")
    for known in (name, name.removesuffix("s"), name.title() if name.isupper() else ""):
        if known in KINDS:
            return KINDS[known]
    return match[0]


def words(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of each word of a text as printed, with the marks that cling to it; the name of a country is one word."""
    return (match.span() for match in _word().finditer(text))


@cache
def _word() -> re.Pattern[str]:
    return re.compile(
        rf"(?:\b(?:{_any_of(name for name in KINDS if not name.isalnum())})(?!\w)|\S)+"
    )  # slow to make, and only for explanations
