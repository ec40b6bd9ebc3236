"""Draw the grid of articles to write: topic x subject x place x decade x outlet x kinds of move.

    python training/plan.py > training/plan.tsv

Planned before written, so that no cell stays empty and no story is told twice: every row is one
article, no two rows of a language share subject, place and decade, and the moves that an article turns
on are dealt in rotation, de-escalation somewhat oftener (it is the rarest label of real news).
"""

import random
import sys
from collections.abc import Iterator
from itertools import cycle

FIRST, TURN, LAST = 241, 731, 1010  # article numbers: 1-240 are older than the grid, and from TURN on it is the second round
# fmt: off
SHARES = {
    "conflict": 35, "domestic": 20, "sport": 9, "business": 5, "crime": 4, "accident": 3, "weather": 3,
    "health": 3, "science": 3, "culture": 3, "media": 2, "consumer": 3, "local": 3, "people": 2, "opinion": 2,
}
# The second round was planned after reading what a model trained on the first misreads in real news: quarrels between parties and
# between institutions told in polemical quotes, and the neutral politics around them.
SHARES_SECOND = {
    "conflict": 33, "domestic": 36, "sport": 6, "business": 5, "crime": 5, "accident": 2, "weather": 1,
    "health": 2, "science": 1, "culture": 2, "media": 2, "consumer": 1, "local": 2, "people": 1, "opinion": 1,
}
SUBJECTS = {
    "conflict": """border shooting|ceasefire talks|ceasefire holding or fraying|summit of two leaders|round of telephone diplomacy
        |foreign ministers' meeting|sanctions imposed|sanctions eased|arms control|nuclear inspection|hostages|hijacked aircraft|UN Security Council vote
        |refugees at a border|peace process|trade war|fishing rights|river or dam quarrel|ambassador summoned or expelled|spy affair|coup
        |insurgency|airspace violation|naval blockade|prisoner exchange|war crimes tribunal|humanitarian corridor|peacekeepers|shuttle mediation
        |troop withdrawal|mine clearing|apology for a colonial past|treaty signed or ratified|pipeline or gas quarrel|cyber attack|extradition
        |border reopened|secession|minority rights|arms sale|military exercise|drone or air attack|siege of a city|guerrilla amnesty|piracy
        |disputed island|embassy reopened|mutual recognition|aid convoy|denial of an attack plan|what a spokesman would not confirm
        |who gets a seat at the table|demilitarised zone|alliance meeting|defence pact|ultimatum|mobilisation|front line report|massacre and inquiry
        |evacuation of nationals|port or base treaty|reparations|state visit|hot line|election observers|demobilised fighters|missing persons
        |consulate stormed|terror attack claimed|peace march across a border|stalled talks resumed|overture rebuffed|joint patrols""",
    "domestic": """coalition talks|no-confidence motion|rail or port strike|farmers' protest|police and demonstrators|budget debate
        |court against a minister|parliamentary inquiry|regional autonomy|election campaign|party split|pension reform|language dispute
        |asylum policy|scandal and resignation|impeachment|referendum|teachers' strike|public inquiry into a disaster|tax revolt|prison unrest
        |housing protest|constitutional reform|land rights|mayor against government|corruption probe|press freedom|general strike called off
        |wage agreement|emergency powers|opposition leader arrested or freed|amnesty debate|police reform|leadership contest|election night
        |recount quarrel|nurses' strike|students' occupation|veto and override|ombudsman's report|second chamber revolt|local government merger
        |nationalisation|energy policy|royal or presidential pardon|hunger strike|ministers trade accusations|cross-party accord
        |senator censured|supreme court ruling""",
    "sport": """football league|cup final|football transfers|cycling|tennis|speed skating or skiing|athletics|swimming|boxing|chess|cricket or baseball
        |rugby or American football|darts or snooker|motor racing|hockey|basketball|sailing|equestrian|volleyball or handball|golf|wrestling or judo
        |esports|women's football|supporters|doping|Olympic Games|coach sacked|club finances|rowing|marathon""",
    "business": """takeover battle|price war|quarterly results|stock exchange|airline|brewery|bank|shipyard|car maker|supermarkets|start-up
        |patent dispute|oil prices|harvest and markets|publisher|bankruptcy|telecoms|chip maker|shipping rates|steel|hotel trade|insurance""",
    "crime": """burglary|private murder trial|fraud|drug smuggling|bar fight|robbery|cybercrime|poaching|art theft|traffic offence|family drama
        |stalking|arson|counterfeiting|cold case|shooting among criminals|police chase|blackmail""",
    "accident": """train derailment|ship in distress|gas explosion|plane crash|fire in a block of flats|mine disaster|chemical leak|bus crash
        |bridge collapse|avalanche|drowning|factory fire|crowd crush|wartime bomb found""",
    "weather": """storm|heatwave|flood|drought|cold spell|forest fire|fog|thaw|typhoon|season's outlook|snow and traffic|hail""",
    "health": """vaccination|hospital|heart surgery|antibiotics|diet|mental health|epidemic|cancer drug|hay fever|dentists|lice or ticks|ageing|sleep""",
    "science": """space probe|archaeology|immune system|volcano|particle physics|bird migration|dinosaurs|climate model|mathematics|bees|genome|robots|deep sea""",
    "culture": """war film|novel|museum|opera|video game|pop concert|theatre|exhibition|comic strip|restoration|festival|literary prize|dance|heritage""",
    "media": """newspaper|broadcaster|talk show|streaming|advertising|podcast|newsreader|social network|local radio|crossword""",
    "consumer": """electric bikes|kitchen test|holiday bookings|mobile phones|pets|gardening|household budget|train travel|insurance small print|recall
        |recipes|second-hand cars|toys|parking""",
    "local": """market square|swimming pool|allotments|bridge closed|school merger|carnival|seagulls or rats|library|nature reserve|ferry|church tower
        |neighbours' quarrel|village shop|tram line|wolf or boar""",
    "people": """obituary|interview|centenarian|career change|profile of an official|veteran remembers|wedding|retired referee|explorer|cook|record holder""",
    "opinion": """editorial on a foreign crisis|column on daily life|letters page|editorial on domestic politics|critic's column|satirical column
        |guest essay on peace|sports column|column on language|reader's question""",
}
SUBJECTS_SECOND = {
    **SUBJECTS,
    "domestic": """subpoenas and a defiant ministry|confirmation hearing of a judge|special prosecutor closes in|party conference quarrel|result of an election contested
        |concession and transition of power|campaign rally speech|candidates' debate|minister accused of misleading parliament|court strikes down a decree
        |protest enters its third week|curfew and arrests|police violence and marches|climate march|contested bill withdrawn after protests|government shutdown
        |leaked memo and denials|backbench rebellion|talk of betrayal|coalition partner threatens to leave|policy proposal explained|poll and pundits
        |tax plan for house buyers|health service plan|asylum centre dispute|gun law debate|corruption hearing|whistle-blower|ethics complaint
        |spokesman spars with reporters|state sues the national government|governor's veto|detained migrants|statue or street name|speaker elected, hand held out to opponents
        |reconciliation in a divided party|rivals congratulate each other|minister apologises to victims|inquiry report accepted|senate trial
        |attack advertisement|leadership challenge|parliament dissolved|emergency law lifted|union and employers at the table|defence purchase delayed
        |regional parliament and the capital|watchdog rebukes the police|first hundred days|what the papers say of the cabinet""",
    "conflict": """speeches at the UN General Assembly|trade war seen from both sides|sanctions debated among allies|withdrawal and who fills the gap|safe zone agreed
        |refugees urged to return|disarmament talks stalled|pipeline divides allies|allies quarrel and make up|reconnaissance plane shot down|militia fires on a base
        |signatories try to save a treaty|inquiry into a downed airliner|autonomous region votes|agreement averts an assault|sea border memorandum disputed
        |read-outs of telephone calls|protest note and reply|captured fighters and their families|blockade eased by degrees|cyber accusations
        |exiles and extradition|minister calls off a visit|envoy resigns|foreign troops asked to leave|front line quiet|anniversary of a war
        |weapons seized at sea|ambassadors return|neighbours open a crossing|peace plan rejected by one side|talks about talks|mediators optimistic
        |border fence|spy expelled, spy returned|ceasefire day by day|general gives an interview|aid workers held and freed|what the analysts expect
        |rebels lay down arms|parliament recognises a state|summit communiqué|president plays down an incident|alliance splits over a war
        |satellite pictures|joint exercise called off|minority leader freed|strait patrols|reparations bill|hostile takeover of a broadcaster by the army""",
}
REGIONS = {
    "Western Europe": "France|West or united Germany|Italy|Spain|Portugal|Austria|Switzerland|Denmark|Norway|Sweden|Finland|Iceland|Greece|Cyprus|Malta|Luxembourg",
    "Eastern Europe": """Poland|Hungary|Czechoslovakia or its heirs|Romania|Bulgaria|Yugoslavia or its heirs|Albania|Ukraine|Russia or the Soviet Union|Moldova
        |the Baltic states|Belarus|East Germany or eastern Germany""",
    "Caucasus and Central Asia": "Georgia|Armenia and Azerbaijan|Kazakhstan|Tajikistan and Kyrgyzstan|Uzbekistan|Afghanistan|Mongolia",
    "Middle East": "Israel and its neighbours|Lebanon|Syria|Iraq|Iran|Turkey|Yemen|Saudi Arabia and the Gulf|Jordan|Egypt|Palestinian territories",
    "North Africa": "Morocco and Western Sahara|Algeria|Tunisia|Libya|Sudan",
    "Africa south of the Sahara": """Nigeria|Ghana|Senegal and Gambia|Mali and Niger|Ivory Coast|Liberia and Sierra Leone|Cameroon|Chad|Central African Republic
        |Congo|Rwanda and Burundi|Uganda|Kenya|Somalia|Ethiopia and Eritrea|South Sudan|Tanzania|Angola|Mozambique|Zimbabwe|Zambia and Malawi|Namibia
        |South Africa|Madagascar""",
    "South Asia": "India|Pakistan|Bangladesh|Sri Lanka|Nepal and Bhutan|Maldives",
    "East Asia": "China|Taiwan|Japan|the two Koreas|Hong Kong",
    "South-East Asia": "Indonesia|Malaysia and Singapore|Thailand|Vietnam|Cambodia|Laos|Myanmar|Philippines|East Timor",
    "North America": "United States|Canada|Mexico",
    "Latin America": """Guatemala|El Salvador and Honduras|Nicaragua|Costa Rica and Panama|Cuba|Haiti and the Dominican Republic|Colombia|Venezuela|Ecuador
        |Peru|Bolivia|Chile|Argentina|Brazil|Paraguay and Uruguay|Suriname and Guyana""",
    "Oceania": "Australia|New Zealand|Papua New Guinea|Fiji and the Pacific islands",
    "world": "UN, New York or Geneva|European institutions|NATO|African Union|Arab League|The Hague courts",
}
HOME = {  # where the papers of a language are at home: domestic and everyday stories mostly happen here
    "en": """London|the English Midlands|northern England|Scotland|Wales|Northern Ireland|Dublin|rural Ireland|New York|Washington|the American Midwest
        |the American South|California|Texas|Ontario|western Canada|Sydney|Queensland|Auckland|Delhi|Mumbai|Lagos|Nairobi|Accra|Johannesburg|Cape Town
        |Singapore|Kingston, Jamaica|Manila|Karachi""",
    "nl": """Den Haag|Amsterdam|Rotterdam|Utrecht|Groningen|Friesland|Drenthe|Twente|de Achterhoek|Zeeland|Noord-Brabant|Limburg (NL)|de Veluwe
        |de Noordzeekust|Brussel|Antwerpen|Gent|West-Vlaanderen|Leuven|Limburg (BE)|Wallonië|Paramaribo|Curaçao|Aruba|Luxemburg|het Ruhrgebied""",
}
DECADES = {"1920s": 4, "1930s": 5, "1940s": 5, "1950s": 6, "1960s": 7, "1970s": 8, "1980s": 10, "1990s": 14, "2000s": 14, "2010s": 16, "2020s": 11}
MODERN = {"1950s": 3, "1960s": 4, "1970s": 6, "1980s": 9, "1990s": 14, "2000s": 20, "2010s": 24, "2020s": 20}
OUTLETS = {
    "en": """international news agency, dense wire style|international news agency, dense wire style|British broadsheet|British public broadcaster's site
        |British tabloid|American metropolitan daily|American network site|international weekly|Irish daily|Indian daily|African daily|Australian daily
        |Canadian broadcaster|live blog|radio bulletin|plain encyclopaedic news site with datelines|Gulf-based English channel|regional paper""",
    "nl": """Nederlands persbureau, dichte agentschapsstijl|vertaald persbureau-bericht (AP/Reuters/AFP in het Nederlands)|Nederlandse kwaliteitskrant
        |Nederlandse publieke omroep, site|Nederlandse populaire krant|Nederlandse streekkrant|teletekst|liveblog|opinieweekblad|Vlaamse kwaliteitskrant
        |Vlaamse publieke omroep, site|Vlaamse populaire krant|Belgisch persbureau|radiobulletin|christelijk dagblad|financieel dagblad|Surinaamse of Antilliaanse krant
        |gratis treinkrant""",
}
# fmt: on
ESCALATION = [f"E{n}" for n in range(1, 9)]
DE_ESCALATION = ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D1", "D2", "D4"]
LETTERS = "ABCDEFGHIJKLMNOPRSTUVWYZ"
HEADER = ("document", "language", "topic", "subject", "region", "place", "decade", "outlet", "moves", "initials")


def items(text: str) -> list[str]:
    """Items of a list written with bars between them."""
    return [" ".join(part.split()) for part in text.split("|")]


def dealt(values: list[str], chance: random.Random) -> Iterator[str]:
    """Endless shuffled decks: every value comes once before any comes again."""
    while True:
        deck = values[:]
        chance.shuffle(deck)
        yield from deck


def plan(language: str) -> list[tuple[str, ...]]:
    """Deal the articles of one language."""
    rows: list[tuple[str, ...]] = []
    told: set[tuple[str, str, str]] = set()
    rows += deal(language, range(FIRST, TURN), SHARES, SUBJECTS, DECADES, random.Random(f"stance {language}"), told)
    rows += deal(language, range(TURN, LAST + 1), SHARES_SECOND, SUBJECTS_SECOND, MODERN, random.Random(f"stance {language} second"), told)
    return rows


def deal(
    language: str,
    numbers: range,
    shares: dict[str, int],
    listed: dict[str, str],
    decades: dict[str, int],
    chance: random.Random,
    told: set[tuple[str, str, str]],
) -> list[tuple[str, ...]]:
    """Deal the articles of one round; `told` remembers the stories of all rounds."""
    subjects = {topic: dealt(items(text), chance) for topic, text in listed.items()}
    regions = dealt(list(REGIONS), chance)
    places = {region: dealt(items(text), chance) for region, text in REGIONS.items()}
    home = dealt(items(HOME[language]), chance)
    outlets = dealt(items(OUTLETS[language]), chance)
    topics = dealt([topic for topic, share in shares.items() for _ in range(share)], chance)
    pushes, eases = dealt(ESCALATION, chance), dealt(DE_ESCALATION, chance)
    turns = cycle(("de", "de", "both", "es", "de", "both", "de", "es"))
    rows: list[tuple[str, ...]] = []
    for number in numbers:
        topic = next(topics)
        abroad = {"conflict": 1.0, "domestic": 0.4}.get(topic, 0.25)
        while True:
            subject = next(subjects[topic])
            if chance.random() < abroad:
                region = next(regions)
                place = next(places[region])
            else:
                region, place = "home", next(home)
            weights = decades if topic in ("conflict", "domestic") else MODERN
            decade = chance.choices(list(weights), list(weights.values()))[0]
            if (subject, place, decade) not in told:
                break
        told.add((subject, place, decade))
        moves = {
            "es": lambda: [next(pushes), next(pushes), next(eases)],
            "de": lambda: [next(eases), next(eases), next(pushes)],
            "both": lambda: [next(eases), next(pushes), next(eases), next(pushes)],
        }[next(turns)]() if topic in ("conflict", "domestic") else ["N3", "N4"]  # fmt: skip
        initials = " ".join("".join(chance.sample(LETTERS, 2)) for _ in range(3))
        rows.append((f"{language}-{number:04d}", language, topic, subject, region, place, decade, next(outlets), " ".join(moves), initials))
    return rows


if __name__ == "__main__":
    for row in (HEADER, *plan("en"), *plan("nl")):
        sys.stdout.write("\t".join(row) + "\n")
