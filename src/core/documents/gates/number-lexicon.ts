/** Folded to small letters without accents, as `folded` leaves them. English words that mean something else are left out and said to be. */
const english =
  'zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fourty fifty sixty seventy eighty ninety ninty hundred thousand million billion trillion quadrillion half halve halves halved quarter third fourth fifth sixth seventh eighth ninth nineth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth hundredth thousandth millionth';

const times =
  'twice thrice double doubled doubles doubling triple tripled triples tripling treble quadruple quadrupled quintuple sextuple tenfold twofold threefold fourfold fivefold hundredfold thousandfold dozen pair couple handful several numerous majority minority myriad umpteen trio duo quartet quintet solo single singular sole decade fortnight percent pct permille permil promille nil nought naught nix twain umpteenth nada zilch zippo bazillion gazillion zillion multiple multiples googol lakh crore countless sliver smidgen kilo';

/** Without: `six`, `once`, `due`, `sei`, `die`, `un`, `une`, `ein`, `seize`, `tiers`, `quart`, `null`: English words of their own, or articles. */
const german =
  'eins zwei zwo drei vier funf fuenf sechs sieben acht neun zehn elf zwolf zwoelf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig hundert tausend millionen milliarde milliarden prozent halb halbe halfte haelfte drittel viertel doppelt dreifach zweifach dutzend keinerlei einhundert';
const french =
  'deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze vingt trente quarante cinquante soixante cent cents mille milliers milliard moitie pourcent pourcents zero aucun aucune quelques dizaine douzaine centaine';
const spanish =
  'uno una tres cuatro cinco seis siete ocho nueve diez doce trece catorce veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento cientos mil miles mitad tercio cuarto doble decena docena ningun ninguna';
const others =
  'tre quattro cinque trenta quaranta cinquanta sessanta settanta ottanta novanta undici dodici sette otto nove dieci venti cento mila mille meta doppio twee drie vijf zes zeven negen tien honderd duizend dois quatro cinco sete oito dez vinte metade dva tri ctyri odin dwa trzy cztery piec ichi ni';

function words(list: string): readonly string[] {
  return list.split(' ');
}

export const englishNumbers: ReadonlySet<string> = new Set(words(`${english} ${times}`));

export const numberWords: ReadonlySet<string> = new Set(
  [english, times, german, french, spanish, others].flatMap(words),
);

/** Words that are numbers by what they are made of: `twentyfive`, `fifties`, `ninefold`, `onehundred`, `billionth`. */
export const composed =
  /^(?:un|over|about|some|multi)?(?:(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thir|thirteen|fourteen|fif|fifteen|sixteen|seventeen|eigh|eighteen|nineteen|twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety|twent|thirt|fort|fift|sixt|sevent|eight|ninet|hundred|thousand|million|billion|trillion|dozen|half|double|triple|twice|percent)+)(?:s|es|ies|ieth|ieths|th|ths|y|teen|teens|fold|ish|some|plus|odd|ty|er|ers|x)?$/;

/** Parts of composed words that are words of their own: `fort`, `forty`'s stem, is a place. */
export const notNumbers: ReadonlySet<string> = new Set([
  'one',
  'ones',
  'fort',
  'forts',
  'tens',
  'oneself',
  'someone',
  'fifer',
  'oner',
  'tender',
  'tenish',
  'twent',
  'fif',
  'thir',
  'eigh',
]);
