"""Names of countries, their peoples and their capitals, and what a sentence is read as that names one.

A sentence about one war has to read like the same sentence about another, so the model sees that a country is named, not
which. English and Dutch; capitals count as their countries, as they do in the news (Moscow denies …).
"""

import re

COUNTRY, NATIONAL = "1", "2"  # as digits: where numbers are read as 0, no other 1 or 2 is left

# A country a line: its names | its people and its adjectives | its capital and other seats of its government
_listed = """
Afghanistan | Afghan Afghans Afghani Afghaans Afghaanse Afghaan Afghanen | Kabul Kaboel
Albania Albanië | Albanian Albanians Albanees Albanese Albanezen | Tirana
Algeria Algerije | Algerian Algerians Algerijns Algerijnse Algerijn Algerijnen | Algiers
Angola | Angolan Angolans Angolees Angolese Angolezen | Luanda
Argentina Argentinië | Argentine Argentinian Argentinians Argentines Argentijns Argentijnse Argentijn Argentijnen
Armenia Armenië | Armenian Armenians Armeens Armeense Armeniër Armeniërs | Yerevan Jerevan
Australia Australië | Australian Australians Australisch Australische Australiër Australiërs | Canberra
Austria Oostenrijk | Austrian Austrians Oostenrijks Oostenrijkse Oostenrijker Oostenrijkers | Vienna Wenen
Azerbaijan Azerbeidzjan | Azerbaijani Azerbaijanis Azeri Azeris Azerbeidzjaans Azerbeidzjaanse Azerbeidzjaan Azerbeidzjanen | Baku Bakoe
Bahrain Bahrein | Bahraini Bahrainis Bahreins Bahreinse
Bangladesh | Bangladeshi Bangladeshis Bengaals Bengaalse | Dhaka
Belarus Wit-Rusland | Belarusian Belarusians Wit-Russisch Wit-Russische Wit-Rus Wit-Russen Belarussisch Belarussische | Minsk
Belgium België | Belgian Belgians Belgisch Belgische Belg Belgen | Brussels Brussel
Bolivia | Bolivian Bolivians Boliviaans Boliviaanse Boliviaan Bolivianen
Bosnia Bosnië | Bosnian Bosnians Bosnisch Bosnische Bosniër Bosniërs | Sarajevo
Brazil Brazilië | Brazilian Brazilians Braziliaans Braziliaanse Braziliaan Brazilianen | Brasília Brasilia
Britain UK Groot-Brittannië England Scotland Wales Engeland Schotland | British Briton Britons Brits Britse Brit Britten English Engels Engelse Scottish Scots Schots Schotse Welsh | London Londen
Bulgaria Bulgarije | Bulgarian Bulgarians Bulgaars Bulgaarse Bulgaar Bulgaren | Sofia
Burkina | Burkinabe Burkinabé Burkinees Burkinese | Ouagadougou
Burundi | Burundian Burundians Burundees Burundese
Cambodia Cambodja | Cambodian Cambodians Cambodjaans Cambodjaanse Cambodjaan Cambodjanen
Cameroon Kameroen | Cameroonian Cameroonians Kameroens Kameroense Kameroener Kameroeners
Canada | Canadian Canadians Canadees Canadese Canadezen | Ottawa
Chad Tsjaad | Chadian Chadians Tsjadisch Tsjadische
Chile Chili | Chilean Chileans Chileens Chileense Chileen Chilenen
China | Chinese Chinees Chinezen | Beijing Peking
Colombia | Colombian Colombians Colombiaans Colombiaanse Colombiaan Colombianen | Bogotá Bogota
Congo | Congolese Congolees Congolezen | Kinshasa
Croatia Kroatië | Croatian Croatians Croat Croats Kroatisch Kroatische Kroaat Kroaten | Zagreb
Cuba | Cuban Cubans Cubaans Cubaanse Cubaan Cubanen | Havana
Cyprus | Cypriot Cypriots Cypriotisch Cypriotische Cyprioot Cyprioten | Nicosia
Czechia Tsjechië Tsjechoslowakije Czechoslovakia | Czech Czechs Tsjechisch Tsjechische Tsjech Tsjechen Czechoslovak | Prague Praag
Denmark Denemarken | Danish Dane Danes Deens Deense Deen Denen | Copenhagen Kopenhagen
Ecuador | Ecuadorian Ecuadorean Ecuadoraans Ecuadoraanse | Quito
Egypt Egypte | Egyptian Egyptians Egyptisch Egyptische Egyptenaar Egyptenaren | Cairo Caïro
Eritrea | Eritrean Eritreans Eritrees Eritrese Eritreeër Eritreeërs | Asmara
Estonia Estland | Estonian Estonians Estisch Estische Ests Estse Est Esten | Tallinn
Ethiopia Ethiopië | Ethiopian Ethiopians Ethiopisch Ethiopische Ethiopiër Ethiopiërs
Finland | Finnish Finn Finns Fins Finse Finnen | Helsinki
France Frankrijk | French Frenchman Frans Franse Fransman Fransen | Paris Parijs
Georgia Georgië | Georgian Georgians Georgisch Georgische Georgiër Georgiërs | Tbilisi
Germany Duitsland | German Germans Duits Duitse Duitser Duitsers | Berlin Berlijn
Ghana | Ghanaian Ghanaians Ghanees Ghanese Ghanezen | Accra
Greece Griekenland | Greek Greeks Grieks Griekse Griek Grieken | Athens Athene
Guatemala | Guatemalan Guatemalans Guatemalteeks Guatemalteekse
Guinea Guinee | Guinean Guineans Guinees Guineese
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
Ivoorkust | Ivorian Ivorians Ivoriaans Ivoriaanse | Abidjan
Japan | Japanese Japans Japanner Japanners | Tokyo Tokio
Jordan Jordanië | Jordanian Jordanians Jordaans Jordaanse Jordaniër Jordaniërs | Amman
Kazakhstan Kazachstan | Kazakh Kazakhs Kazachs Kazachse Kazach Kazachen | Astana
Kenya Kenia | Kenyan Kenyans Keniaans Keniaanse Keniaan Kenianen | Nairobi
Korea | Korean Koreans Koreaans Koreaanse Koreaan Koreanen | Pyongyang Seoul
Kosovo | Kosovar Kosovars Kosovaars Kosovaarse Kosovaar Kosovaren | Pristina
Kuwait Koeweit | Kuwaiti Kuwaitis Koeweits Koeweitse
Kyrgyzstan Kirgizië | Kyrgyz Kirgizisch Kirgizische Kirgiezen | Bishkek
Laos | Laotian Laotians Laotiaans Laotiaanse
Latvia Letland | Latvian Latvians Lets Letse Let Letten | Riga
Lebanon Libanon | Lebanese Libanees Libanezen | Beirut Beiroet
Liberia | Liberian Liberians Liberiaans Liberiaanse
Libya Libië | Libyan Libyans Libisch Libische Libiër Libiërs | Tripoli
Lithuania Litouwen | Lithuanian Lithuanians Litouws Litouwse Litouwer Litouwers | Vilnius
Macedonia Macedonië | Macedonian Macedonians Macedonisch Macedonische Macedoniër Macedoniërs | Skopje
Malaysia Maleisië | Malaysian Malaysians Maleisisch Maleisische Maleisiër Maleisiërs
Mali | Malian Malians Malinees Malinese Malinezen | Bamako
Mauritania Mauritanië | Mauritanian Mauritaans Mauritaanse
Mexico | Mexican Mexicans Mexicaans Mexicaanse Mexicaan Mexicanen
Moldova Moldavië | Moldovan Moldovans Moldavisch Moldavische Moldaviër Moldaviërs | Chisinau
Mongolia Mongolië | Mongolian Mongolians Mongools Mongoolse
Montenegro | Montenegrin Montenegrins Montenegrijns Montenegrijnse Montenegrijnen | Podgorica
Morocco Marokko | Moroccan Moroccans Marokkaans Marokkaanse Marokkaan Marokkanen | Rabat
Mozambique | Mozambican Mozambicans Mozambikaans Mozambikaanse | Maputo
Myanmar Burma Birma | Burmese Birmees Birmese Birmezen | Yangon Naypyidaw
Nepal | Nepali Nepalese Nepalees | Kathmandu
Netherlands Holland Nederland | Dutch Dutchman Nederlands Nederlandse Nederlander Nederlanders
Nicaragua | Nicaraguan Nicaraguans Nicaraguaans Nicaraguaanse | Managua
Niger | Nigerien Nigerees Nigerese | Niamey
Nigeria | Nigerian Nigerians Nigeriaans Nigeriaanse Nigeriaan Nigerianen | Abuja Lagos
Norway Noorwegen | Norwegian Norwegians Noors Noorse Noor Noren | Oslo
Pakistan | Pakistani Pakistanis Pakistaans Pakistaanse Pakistaan Pakistanen | Islamabad
Palestine Palestina Gaza Gazastrook | Palestinian Palestinians Palestijns Palestijnse Palestijn Palestijnen | Ramallah
Panama | Panamanian Panamanians Panamees Panamese
Paraguay | Paraguayan Paraguayans Paraguayaans Paraguayaanse
Peru | Peruvian Peruvians Peruaans Peruaanse Peruaan Peruanen | Lima
Philippines Filipijnen | Philippine Filipino Filipinos Filipijns Filipijnse Filipijn Filipijnen | Manila Manilla
Poland Polen | Polish Pole Poles Pools Poolse Pool | Warsaw Warschau
Portugal | Portuguese Portugees Portugezen | Lisbon Lissabon
Qatar | Qatari Qataris Qatarees Qatarese Qatarezen | Doha
Romania Roemenië | Romanian Romanians Roemeens Roemeense Roemeen Roemenen | Bucharest Boekarest
Russia Rusland Soviet USSR Sovjet-Unie | Russian Russians Russisch Russische Rus Russen Soviets Sovjets | Moscow Moskou Kremlin
Rwanda | Rwandan Rwandans Rwandees Rwandese Rwandezen | Kigali
Arabia Arabië Saudi-Arabië Saoedi-Arabië | Saudi Saudis Saoedisch Saoedische Saudisch Saudische | Riyadh Riyad
Senegal | Senegalese Senegalees Senegalezen | Dakar
Serbia Servië Yugoslavia Joegoslavië | Serbian Serbians Serb Serbs Servisch Servische Serviër Serviërs Yugoslav Joegoslavisch Joegoslavische | Belgrade Belgrado
Singapore | Singaporean Singaporeans Singaporees Singaporese
Slovakia Slowakije | Slovak Slovaks Slowaaks Slowaakse Slowaak Slowaken | Bratislava
Slovenia Slovenië | Slovenian Slovenians Slovene Sloveens Sloveense Sloveen Slovenen | Ljubljana
Somalia Somalië Somaliland | Somali Somalis Somalisch Somalische Somaliër Somaliërs | Mogadishu
Spain Spanje | Spanish Spaniard Spaniards Spaans Spaanse Spanjaard Spanjaarden | Madrid
Sudan Soedan Zuid-Soedan | Sudanese Soedanees Soedanezen | Khartoum Khartoem Juba
Suriname | Surinamese Surinaams Surinaamse Surinamer Surinamers | Paramaribo
Sweden Zweden | Swedish Swede Swedes Zweeds Zweedse Zweed | Stockholm
Switzerland Zwitserland | Swiss Zwitsers Zwitserse Zwitser | Bern Geneva Genève
Syria Syrië | Syrian Syrians Syrisch Syrische Syriër Syriërs | Damascus
Taiwan | Taiwanese Taiwanees Taiwanezen | Taipei
Tajikistan Tadzjikistan | Tajik Tajiks Tadzjieks Tadzjiekse | Dushanbe
Tanzania | Tanzanian Tanzanians Tanzaniaans Tanzaniaanse
Thailand | Thai Thais Thaise | Bangkok
Togo | Togolese Togolees Togolezen | Lomé
Tunisia Tunesië | Tunisian Tunisians Tunesisch Tunesische Tunesiër Tunesiërs | Tunis
Turkey Turkije Türkiye | Turkish Turk Turks Turkse Turken | Ankara
Turkmenistan | Turkmen Turkmeens Turkmeense
Uganda Oeganda | Ugandan Ugandans Oegandees Oegandese Oegandezen | Kampala
Ukraine Oekraïne | Ukrainian Ukrainians Oekraïens Oekraïense Oekraïner Oekraïners | Kyiv Kiev
Uruguay | Uruguayan Uruguayans Uruguayaans Uruguayaanse | Montevideo
Uzbekistan Oezbekistan | Uzbek Uzbeks Oezbeeks Oezbeekse | Tashkent
Venezuela | Venezuelan Venezuelans Venezolaans Venezolaanse Venezolaan Venezolanen | Caracas
Vietnam | Vietnamese Vietnamees Vietnamezen | Hanoi
Yemen Jemen | Yemeni Yemenis Jemenitisch Jemenitische Jemeniet Jemenieten | Sanaa
Zambia | Zambian Zambians Zambiaans Zambiaanse | Lusaka
Zimbabwe | Zimbabwean Zimbabweans Zimbabwaans Zimbabwaanse Zimbabwaan | Harare
America Amerika US U.S. U.S.A. USA VS | American Americans Amerikaans Amerikaanse Amerikaan Amerikanen | Washington
"""


def _kinds() -> dict[str, str]:
    kinds = {}
    for line in _listed.strip().splitlines():
        for names, kind in zip(line.split("|"), (COUNTRY, NATIONAL, COUNTRY), strict=False):
            kinds.update(dict.fromkeys(names.split(), kind))
    return kinds


KINDS = _kinds()
# Two-part names with a hyphen come first; in others (Noord-Korea, US-led) the parts are looked at one by one.
_capitalised = re.compile(r"\b(?:U\.S\.(?:A\.)?|Groot-Brittannië|Wit-Rus(?:land|sische?|sen)?|Saoe?di-Arabië|[A-ZÀ-Þ]\w+)")


def mask(text: str) -> str:
    """Text with the name of a country as COUNTRY, of a people as NATIONAL.

    Only words with a capital letter are looked at: turkey is a bird.
    """
    return _capitalised.sub(_kind, text)


def _kind(match: re.Match[str]) -> str:
    return KINDS.get(match[0], match[0])
