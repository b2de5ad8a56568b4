/** Parts of names and of text. None is a device name of Windows, all are 3 to 9 lower-case letters. */
export const WORDS: readonly string[] = (
  'abort accept access action adapter agent alias align anchor apply array assert asset async atomic attach audit author badge base batch ' +
  'binary bind block board border bounds branch bridge browser buffer build bundle button cache call cancel canvas card chain change channel ' +
  'check child chunk class clean client clock clone cluster code codec collect color column command commit compare compile config connect ' +
  'const context control convert cookie core counter create cursor cycle data debug decode default define delay delete demo depend detail ' +
  'detect device dialog diff digest direct disk display docs domain draft driver dump edge edit effect element emit empty encode engine entry ' +
  'equal error escape event exact example exec expand expect export extend extra factory fetch field file filter find fixture flag flat flow ' +
  'focus folder font footer form format frame function global grammar graph grid group guard handle handler hash header heap helper hidden ' +
  'history hook host icon image import index info init inline input insert inspect install interop invoke item join journal json kernel key ' +
  'label lambda layer layout lazy legacy length level lexer library license limit line link lint list load local locale lock log logger loop ' +
  'macro main manager map mapper margin mark marker match matrix media memory menu merge message meta method middle migrate mirror mixin mock ' +
  'modal model module monitor mount move native nested network node normal notify number object observe offset option order output owner ' +
  'package page pair panel param parent parse parser partial patch path pattern payload pending perf pipe pixel plugin point policy pool port ' +
  'prefix preset print process profile project promise prompt proof proxy publish queue quick quote random range reader record reduce redux ' +
  'refresh region register release reload remote remove rename render repeat replace report request require reset resolve resource response ' +
  'result retry return reverse rollback root rotate route router rule runtime sample scan schema scope script scroll search section select ' +
  'sender series server service session setting setup shape share shared shell signal simple single sink size slice slot snapshot socket sort ' +
  'source span spawn spec split stack stage start state static status step stop store stream strict string stub style submit suffix suite ' +
  'switch symbol sync syntax system table target task template test text theme thread throttle ticket timer title toggle token tool topic ' +
  'trace track transform tree trigger tuple type undo union unique unit update upload user utility valid value variable vendor verify version ' +
  'view virtual visit visual wait watch weak web widget width window worker wrapper write writer yield zone'
).split(' ');
