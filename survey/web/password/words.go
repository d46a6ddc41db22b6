package password

// commonWords are what the passwords of this land and trade are made of, as far
// as we could think of them ourselves.
const commonWords = `
lösenord losenord lösen losen lösenordet passord hemlig hemligt hemlighet hemligheten kod koden nyckel inloggning
logga in loggain konto kontot ord passfras ny nytt nya gammalt byt ändra mitt min mina ditt din vårt vår
sommar sommaren vinter vintern höst hösten våren januari februari mars april maj juni juli augusti september
oktober november december måndag tisdag onsdag torsdag fredag lördag söndag jul påsk midsommar semester år året
sverige svensk stockholm göteborg malmö uppsala örebro västerås linköping lund umeå gävle
hej hejsan välkommen valkommen tack snälla älskar kärlek jag du dig mig är och ett en det som på till för
konferens konferensen evenemang arrangör utvärdering enkät omdöme omdome möte webbinarium workshop kurs förening
kommun region styrelse kontor kansli admin administratör administrator ägare test testar testa tester prov
kaffe fotboll hockey katt katten hund hunden mamma pappa ett två tre fyra fem sex sju åtta nio tio
password passwords passphrase passwort pass word secret secrets key login signin sign log letmein let me access
welcome hello hi world please thanks change changeme new old my your our the a an is it this that and of to for
summer winter spring autumn fall january february march may june july october monday tuesday wednesday
thursday friday saturday sunday christmas easter year sweden swedish london
love iloveyou i you dragon monkey sunshine princess football baseball soccer master default temp temporary guest
user users root owner editor viewer organizer administratör system server demo example public private
conference event events feedback survey evaluation meeting webinar course company office team
qwerty qwertyuiop asdf asdfgh asdfghjkl zxcvbn zxcvbnm abc abcd abcdef xyz aaa one two three four five six seven
eight nine ten cat dog coffee super cool great best number
`

// commonPhrases are known by heart by many, or stand in what tells how to choose a
// password. Whoever guesses long passwords begins with such.
const commonPhrases = `
correct horse battery staple
tr0ub4dor and 3
the quick brown fox jumps over the lazy dog
the quick brown fox jumped over the lazy dog
lorem ipsum dolor sit amet
to be or not to be
that is the question
all that glitters is not gold
a journey of a thousand miles
all your base are belong to us
an apple a day keeps the doctor away
and they lived happily ever after
ask not what your country can do for you
be the change you want to see in the world
beam me up scotty
better late than never
carpe diem
cogito ergo sum
do or do not there is no try
dont worry be happy
elementary my dear watson
every cloud has a silver lining
four score and seven years ago
frankly my dear i dont give a damn
god save the queen
god save the king
happy birthday to you
heres looking at you kid
hakuna matata
houston we have a problem
i have a dream
i love you so much
i love you forever
i think therefore i am
i want to believe
i will always love you
ill be back
in god we trust
in the beginning was the word
it was the best of times
it was a dark and stormy night
its a small world after all
just do it
keep calm and carry on
knowledge is power
let it be
let there be light
life is like a box of chocolates
live long and prosper
live laugh love
luke i am your father
no i am your father
make love not war
mary had a little lamb
may the force be with you
may the odds be ever in your favor
my name is bond james bond
my precious
never gonna give you up
never gonna let you down
no pain no gain
nothing is impossible
once upon a time
one ring to rule them all
one small step for man
open sesame
our father who art in heaven
practice makes perfect
red sky at night
rock around the clock
roses are red violets are blue
row row row your boat
somewhere over the rainbow
speak friend and enter
stairway to heaven
supercalifragilisticexpialidocious
sweet home alabama
the answer is forty two
the cake is a lie
the early bird catches the worm
the grass is always greener
the lion the witch and the wardrobe
the lord is my shepherd
the lord of the rings
the meaning of life
the truth is out there
there is no place like home
theres no place like home
this is the way
this is sparta
this too shall pass
time flies like an arrow
time is money
twinkle twinkle little star
veni vidi vici
we are the champions
we the people
we will rock you
what does the fox say
when in rome
where there is a will there is a way
winter is coming
with great power comes great responsibility
yes we can
yesterday all my troubles
you only live once
you shall not pass
you will never walk alone
youll never walk alone
your mother was a hamster
att vara eller inte vara
bä bä vita lamm
björnen sover
blinka lilla stjärna
borta bra men hemma bäst
bättre sent än aldrig
den som väntar på något gott
den som spar han har
det var en gång en prinsessa
det var en gång
du gamla du fria
du fjällhöga nord
du fjällhöga
du tysta du glädjerika sköna
ekorrn satt i granen
ett äpple om dagen
flygande bäckasiner söka hwila på mjuka tuvor
flygande bäckasiner söka strax hwila på mjuka tuvor
gammal är äldst
helan går
hej på dig
imse vimse spindel
ja må hon leva
ja må han leva
jag älskar dig
klappa händerna
lagom är bäst
mors lilla olle
mors lilla olle i skogen gick
ingen ko på isen
nu är det jul igen
när katten är borta dansar råttorna på bordet
små grodorna
sov du lilla vide ung
så skimrande var aldrig havet
tomten jag vill ha en riktig jul
vi gå över daggstänkta berg
vår tid är nu
yxskaft god dag
`
