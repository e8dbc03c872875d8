"""Lists of words, folded (`domain.text.fold`), that tell a name from what is none. Their sources are general knowledge.

What is neither here nor in French (`words.py`) may be a name, once something announces one.
"""

from __future__ import annotations

# Usual in France, of all ages and origins.
FIRST_NAMES = """
abdel abdelaziz abdelkader abdelkarim abdellah abderrahmane abdou abdoulaye adam adama adele adeline adil adrien
adrienne agathe agnes ahmed aicha aime aimee aissatou alain alan alban albane albert alberte alberto alexandra
alexandre alexia alexis ali alice alicia alina aline alison alix alizee alphonse amadou amandine amar amaury ambre
amelie amina aminata amine amir ana anais anastasia andre andrea andree ange angela angele angelina angelique anissa
anita ann anna annabelle anne annette annick annie anouk anselme anthony antoine antoinette antonin antonio apolline
arlette armand armelle arnaud arsene arthur assia astrid aude audrey auguste augustin augustine aurelia aurelie
aurelien aurore axel axelle aymeric ayoub aziz baptiste barbara basile bastien beatrice benedicte benjamin benoit
berenice bernadette bernard bernardo berthe bertille bertrand bilal bixente blaise blandine boris boubacar brahim
brice brieuc brigitte bruno camelia camille candice carine carla carlos carmen carole carolina caroline catherine
cathy cecile cecilia cedric celestin celia celine cesar chantal charlene charles charlie charline charlotte cheikh
chloe christel christele christelle christian christiane christine christophe cindy claire clara clarisse claude
claudette claudie claudine claudio clea clemence clement clementine cleo cloe clotilde colette coline constance
constantin coralie corentin corinne cyprien cyril cyrille damien daniel daniele daniella danielle danny david deborah
delphine denis denise deolinda didier diego dimitri djamel djamila dolores domingo dominique dorian doriane dorothee
driss duarte dylan eddy edgar edith edmond edmonde edouard edwige elena eleonore elia eliane elias elie eliette eliot
elisa elisabeth elise eliza ella elodie eloi eloise elouan elsa elvire emeline emeric emile emilie emilien emma
emmanuel emmanuelle enora enzo eric erika ernest erwan erwann esteban estelle esther ethan etienne eugene eugenie eva
evan evelyne ewen fabien fabienne fabio fabrice fadila faouzi farid farida fatiha fatima fatma fatou fatoumata
faustine felicie felicien felix ferdinand fernand fernande fernando fiona firmin flavie flora florence florent florian
floriane florine francesca francesco francette francine francis francisco franck francky francois francoise frank fred
freddy frederic frederique gabin gabriel gabriella gabrielle gael gaelle gaetan gaspard gaston genevieve geoffrey
georges georgette georgina gerald geraldine gerard germain germaine ghislain ghislaine gilbert gilberte gildas gilles
gillian gina ginette giovanni gisele giuseppe gladys goulven graziella gregoire gregory guenael guenaelle guenole
guilhem guillaume gustave guy gwen gwenael gwenaelle gwendal gwendoline gwenn gwenola gwenole habib hakim halima hamed
hamid hamza hanane hannah haoua harold hassan hassane hatem hector helena helene helga heloise henri henriette hermine
herve hicham hilda hind hocine honore honorine horacio houda houria hubert hugo hugues hussein ibrahim ibrahima idriss
ignace igor ilan ilona ilyes imane imene ines ingrid irene irenee irina iris irma isaac isabelle isidore ismael issa
ivan iwan jacinthe jackie jacky jacqueline jacques jade jamal jamel jamila jan janick janine jasmine jason jawad jean
jeanine jeanne jeannette jeannine jeremie jeremy jerome jessica jessy jihane jimmy joachim joana joao joaquim jocelyn
jocelyne joel joelle joffrey johan johann johanna johnny jonas jonathan jordan jorge jose josee joseph josephine
josette josiane josselin josselyne josue joy juan judicael judith jules julia julian juliana julie julien julienne
juliette justin justine kader kamel kaoutar karen karim karima karin karine karl katel katell kathleen kathy katia
kelly kenza kevin khadidja khadija khaled khalid kilian killian kristell kurt kylian laetitia laila laly lambert lamia
lana lara latifa laura laure laurence laurent laurette laurie laurine lea leandre leila lena leo leon leonard leonie
leontine leopold leslie leticia leyla lila lilas lilia lilian liliane lilou lily lina linda line lionel lisa lise
lison loan loane loic lois lola lorenzo loris lorraine lou louane loubna louis louisa louise louisette louison louka
luc luca lucas lucette lucia lucie lucien lucienne lucile lucille luciole ludivine ludovic luigi luis luisa luna lydia
lydie lylou madeleine madeline madjid maelle maelys maeva magali magalie magdalena maggy mahamadou mai mailys maite
maiwenn malek malick malik malika malo malvina mamadou manon manuel manuela manuella marc marceau marcel marcelle
marcellin marco margaux margot marguerite maria mariam mariama marian mariana marianne marie mariella marielle
marietta mariette marilyn marilyne marina marine mario marion marius marjolaine marjorie marlene martial martin
martine mary maryam maryline maryse maryvonne massimo mateo mathias mathieu mathilde mathis mathurin matthias matthieu
maud maude maurice mauricette maxence maxim maxime maximilien maya maylis medhi mehdi mehmet melanie melina melissa
melodie mercedes meriem meryem mia michael michel michele micheline michelle mickael miguel mikael mike mila milan
milena milo mina mireille miriam modibo mohamed mohammed moise mona monia monique morgan morgane mouloud mounir mourad
moussa moustapha muriel murielle mustafa mustapha myriam nabil nabila nacer nadege nadia nadine naima najat nassim
nastasia natacha natalia nathalie nathan nathanael nawal nelly nelson nicolas nicole nina nino noa noah noam noe noel
noelie noella noelle noemie nolan nolwenn nora norbert nordine noura noureddine ocean oceane octave odette odile olga
olivia olivier omar ophelie oriane orlane oscar othman otto oumar oumou ousmane pablo paola paolo pascal pascale
pascaline patrice patricia patrick paul paula paulette paulin pauline paulo pedro perrine peter philippe philomene
pierre pierrette pierrick pierrot placide priscilla prosper prune quentin quitterie rabah rachel rachid rachida rafael
rafik raoul raphael raphaelle raymond raymonde rebecca regine regis reine reinette remi remy renald renaud rene renee
reynald ricardo richard rita robert roberte roberto robin robinson rodolphe rodrigue roger roland rolande romain
romane romaric romeo romuald ronan rosa rosalie rosario rose roseline roselyne roxane rozenn ruben rudy ryan sabine
sabrina sacha said saida salah salim salima salma salome salomon salvatore sam samantha sami samia samir samira samuel
samy sandra sandrine sandy sara sarah satya saul sebastian sebastien segolene selim selma serge sergio servane severin
severine seydou sheila sid sidonie silvia simon simone simonne sixtine sofia sofian sofiane soizic solange solene
solenn solenne soline sonia sophia sophie soraya soren souad soufiane souleymane stanislas steeve stefan stella
stephan stephane stephanie steve steven suzanne suzette sven sybille sylvain sylvaine sylvette sylvia sylviane sylvie
taha tahar tanguy tania tarik tatiana teddy teo teresa tess thais theo theodore theophile therese thibaud thibault
thibaut thierry thomas tifenn tim timeo timothee tiphaine titouan tom tony tristan tugdual ugo ulysse urbain ursule
valentin valentina valentine valerie valery vanessa vera veronique vianney vicente victor victoria victorine vincent
vincente violette virgile virginie vittorio viviane vivien vladimir walid walter warren wendy wilfried william willy
xabi xavier yacine yael yanis yann yannick yannis yasmina yasmine yassine yoan yoann yohan yohann yolaine yolande
youcef younes youri youssef yuna yves yvette yvon yvonne yvonnick zahra zakaria zelie zeynep zineb zoe zohra zora
"""
# Those that say something else in lower case,
FIRST_NAMES_AND_WORDS = """
adam aime aimee ambre ange aurore baptiste celestin claire clement constance firmin flora francis gaston guy iris jade
jan jean joy justin justine lambert lea leon lilas line lise lou luc luna mai marc marie marine martial mia mike milan
milo mina mona nino noel ocean octave otto paulin peter pierre pierrot placide prosper prune reine robinson romain
romane rose sam satya saul sid simon tim titouan urbain vera violette
"""
# or that, alone, say something else with a capital too,
FIRST_NAMES_OF_TIMES = """
ange avril france francis iris jade mai marine noel ocean olive prune reine rose victoire violette
"""
# or are places first.
FIRST_NAMES_OF_PLACES = """
alma aude carmen cesar constance diego florence leo lorraine rita stella valence vienne
"""
# The most usual surnames, those above all that are ordinary words too: no frequency tells them.
SURNAMES = """
adam albert allain allard andre antoine arnaud aubert aubry bailly barbe barbier baron barre barthelemy baudry becker
bellanger benard benoit berger bernard berthe berthelot berthier bertin bertrand besnard besnier besse besson bihan
blanc blanchard blanchet blin blondel blot bocquet bodin bonneau bonnet bordes bouche boucher bouchet boulanger boulay
bourdon bourgeois boutin bouvet bouvier boyer bras breton briand bris brun bruneau brunet buisson camus carlier carlin
caron carpentier carre cartier castel chapuis charles charpentier chartier chauveau chauvet chauvin chevalier
chevallier clement cloarec cohen colin collet collin combes cordier cornu corre costa coste cousin couturier coz cros
da daniel david delacroix delaunay delmas delorme delpech deschamps devaux dias didier dos drouet dubois duchene dufour
duhamel dumas dumont dupont dupre dupuis dupuy durand duval etienne evrard fabre faure favre fernandez ferrand ferrari
ferreira ferrer ferry fischer fleury floch fontaine forestier foucher fournier francois gaillard gall garcia garnier
garreau gauthier gautier gay georges gerard germain gilbert gilles gillet girard giraud godard goff gomes gomez
goncalves gonzalez gosselin grand grandjean gros guerin guichard guillaume guillet guillon guillot guy guyot hamel
hamon hardy hebert henry herve hoarau hubert huet humbert jacob jacques jacquet jacquot jean joly joubert jourdain
jourdan julien jung klein labbe lacombe lacoste lacroix lafont lagarde laine lambert lamy langlois laporte laurent
lavigne leblanc lebon lebreton lebrun leclerc leclercq lecomte leconte ledoux lefebvre lefevre legendre leger legrand
legros lejeune lelievre lemaire lemaitre lemercier lemoine lenoir leroux leroy lesage lesueur leveque loiseau lopes
lopez louis lucas mace mahe maillard maillot mallet marchal marchand marechal marie marin marion martel martin martinez
marty masson mathieu maurice maury menard mercadier mercier merle meunier meur meyer michaud michel millet monnier
moreau morel morin morvan moulin muller navarro nguyen nicolas noel normand olivier ollivier pape parent paris pasquier
paul payet pelletier pereira perez perret perrier perrin perrot petit philippe picard pichon picot pierre pineau pinson
poirier poncet pons potier pottier poulain prat prevost prigent pruvost rault raymond raynaud regnier remy renard
renaud renault rey reynaud richard riou rivet riviere robert robin roche rodrigues rodriguez roger rolland rossi
rossignol rousseau roussel rousset roux roy royer salaun salles salmon sanchez santos saout sarrazin sauvage schmitt
schneider serre silva simon tanguy tessier texier thomas tournier tran valentin vallee vasseur verdier vidal vincent
voisin weber weiss winter
"""
# Before a surname.
PARTICLES = """
ait al an ar ben bin d da das de den der des di do dos du el la le les mac mc ould van von y
"""
# Before a name, or around a letter.
CIVIL = """
bonjour cordialement docteur guichet madame mademoiselle maitre merci mesdames messieurs monsieur
"""
# Of town halls and what is around them: no one's name, usual in French or not.
PUBLIC = """
ademe adil aesh agglo alsh alur ameli amf anah anct aot arcep arrco ars asa asl atsem boamp caf carsat catnat ccas cdd
cdg cdi cdpenaf cerema cerfa cgct cgfp cgppp chsct cias clect climat cmp cnas cnfpt cnil cnracl cpam crc crpm cuma
ddfip ddt ddtm deal detr dgcl dgfip dgs dja dla dotation draaf drac dreal dsil dsp dst dumi eaje earl egalim ehpad elan
enedis engie epage epci epf epfl epl ess esus eurl fcpe fctva fdva fnadt ftth gaec gemapi gfa gip grdf has huwart ifse
inrae insee ircantec itep lead leader macron mam mapa maptam marpa matras msa natura nicop nre onf orange oscs pacs
padd pcaet pec petr plu plui pluih pnr poec ppi ppri qpv rgpd rifseep rsa sacem safer sage sapin sarl sas sasu saur
scea sci scic scop scot sdis sem semae sfr siren siret sivom sivu smi smic spa spanc spip sru suez teom tnt trae trefle
urssaf veolia zac zae zan znieff zonage
"""
# Companies, software, banks, makes and laws that a town hall names.
FIRMS = """
adullact airbnb allianz apave axa banque berger-levrault bic biocoop bobcat booking bouygues bureau-veritas carrefour
carrez castorama cegid censi cerig chorus ciril citroen claas comedec comptalia decaux deere demeter denormandie dexia
docapost doctolib doctrine dropbox duflot eiffage excel facebook fendt fiat framasoft girardin google groupama helios
husqvarna instagram intermarche iveco jcdecaux jvs kangoo karcher kubota leclerc legifrance levrault libreoffice lidl
linkedin maif malraux mercedes mgen microsoft mmf mnt mutuelle nextcloud office onedrive peugeot pinel pluxee qgis
rexel robien saint-gobain scellier segilog sepa siemens skype smacl sncf socotec sofaxis spie stihl suez super-u teams
total toyota transdev tripadvisor twitter valtra veolia vinci volvo whatsapp yeswiki youtube zoom
"""
# Départements and regions, in one word.
REGIONS = """
ain aisne allier alsace anjou aquitaine ardeche ardennes ariege aube aude auvergne aveyron bearn berry bourgogne
bretagne calvados cantal champagne charente cher correze corse creuse dordogne doubs drome essonne eure europe
finistere gard gascogne gers gironde guadeloupe guyane herault indre isere jura landes languedoc limousin loire loiret
lorraine lot lozere manche marne martinique mayenne mayotte meuse morbihan moselle nievre nord normandie occitanie oise
orne picardie poitou provence reunion rhin rhone roussillon sarthe savoie somme tarn touraine var vaucluse vendee
vienne vosges yonne
"""
# A person's name after one of these is a place's, a company's or a law's.
CALLED = """
affluent allee amendement amphitheatre arret arrete association associations avenue barrage base bassin batiment
bibliotheque boulevard boulodrome bourse buste canal cantine carrefour centre chapelle charte chateau chemin cimetiere
circulaire cite clinique clos college complexe cour cours creche culturel cure decret directive dispositif ecole eglise
ehpad elementaire entreprise espace esplanade etablissement etablissements ets fete fetes fondation fonds forum foyer
gare groupe gymnase halle halles hameau hopital hotel immeuble impasse institut jardin label loi lois lotissement lycee
maison marque maternelle mediatheque methode monument municipal musee national palais parc parvis passage piscine place
plan pole polyvalente pont port prefet primaire prime prix promenade protocole public quai quartier reforme residence
restaurant resto rond-point route rue ruelle saint sainte salle salles scolaire sculpture sentier sncf societe sportif
sports square st stade station statue ste stele theatre tombe-de tour tribune val verger vieux villa voie zac
"""
# Before two words that no one knows, these tell a place or a company too.
PLACED = """
ccas cc epci rpi sivom sivu smictom petr scot
a au aux bourg bretagne canton code commercial communaute commune communes dans de des du earl en entre eurl gaec
intercommunalite jurisprudence logiciel mairie marque massif metropole notre pays paysage plateforme region reseau
riviere ruisseau sa sarl sas scea sci scic secteur site sur syndicat vallee vers via village ville zone
"""
# What a commune, a syndicate, a lake of that name has.
GOVERNED = """
agglomeration arrondissement bassin bourg canton communaute commune communes conseil departement eglise election
elections foret gare habitants intercommunalite lac maire maires mairie marche massif metropole moulin parc pays port
prefecture prefet region riviere rpi sivom sivos sivu sous-prefecture sous-prefet syndicat territoire tribunal val
vallee vicomte vignoble village villages ville
"""
# Before a first name, these tell a place.
ARTICLES = """
au du en la le les sur vers
"""
# Of the names of hamlets, houses and fields.
TOPONYMS = """
ajoncs aubepine aulnay aulnes barriere bas basse bastide beau bel belle bergerie bien blanc blanche bois bon bonne
borde bordes bosc bosse bourdonnais brande brosse brosses brousse bruyere bruyeres buis butte cabane carriere cerisaie
cerisiers champ champs chapelle charmes chataignier chataigniers chaume chaumes chenaie chene chenes clos coat col
combe combes cote coteau courtil croix deux etang etangs ferme font fontaine forge forges fosse fougeres four fournil
frene frenes garenne genet genets gouttes grand grande grandes grands grange granges gue haie haies haut haute hautes
hauts hetraie jardin jonchere ker lande landes lann lavoir loge loges longere marais mare mares marronniers mas mesnil
metairie mimosas mont motte moulin moulins neuf neuve nevez noe noes noir noire noisetiers noyer noyers oliviers orme
ormeaux ormes oustal palud parc pen petit petite petites petits peupliers pierre pierres pin pins plaine plessis
pommiers pont porte poterie prairie pre pres puits puy quatre ravin riviere roc roche rocher roches roz ruisseau sables
sablons sapins saule saules source sources tertre tertres tilleul tilleuls touche touches toul trois tuilerie ty val
vallee vallon vaux verger vergers vert verte vieille vieux vigne vignes villa ville villeneuve
"""
