/**
 * What people bring from SpEL, Java or JavaScript and what to write instead (import-semantics 6.1). Longest first, as the
 * first that fits is taken.
 */
export const REFUSED_SYMBOLS: readonly (readonly [string, string])[] = [
  ['===', 'Compare with ==.'],
  ['!==', 'Compare with !=.'],
  ['.?[', 'Lists cannot be filtered here.'],
  ['.^[', 'Lists cannot be filtered here; Arrays.get(list, 0) is the first element.'],
  ['.$[', 'Lists cannot be filtered here; Arrays.get(list, index) is an element.'],
  ['++', 'Values cannot be changed; add with + 1.'],
  ['--', 'Values cannot be changed; subtract with - 1, or put a space between two minus signs.'],
  ['?.', 'A plain dot is enough: an attribute of null is null.'],
  ['=', 'Nothing can be assigned; compare with ==.'],
  ['*', 'Multiplication is not part of the language.'],
  ['/', 'Division is not part of the language.'],
  ['%', 'Remainders are not part of the language.'],
  ['^', 'Powers are not part of the language.'],
  ['@', 'Bean references are not part of the language; a text with @ needs quotes.'],
  ['#', 'Variables are not part of the language.'],
  ['&', 'Write && or AND.'],
  ['|', 'Write || or OR.'],
  [';', 'An expression is one value; remove the semicolon.'],
  ['$', 'Placeholders are not part of the language; write the attribute name.'],
  ['\u201c', 'Use straight quotes (") instead of typographic ones.'],
  ['\u201d', 'Use straight quotes (") instead of typographic ones.'],
  ['\u2018', "Use straight quotes (') instead of typographic ones."],
  ['\u2019', "Use straight quotes (') instead of typographic ones."],
  ['`', "Use straight quotes (')."],
];

/** Words that are operators elsewhere, met where an operator could stand. */
export const REFUSED_WORDS: ReadonlyMap<string, string> = new Map([
  ['instanceof', 'Types cannot be tested.'],
  ['between', 'Write x >= low AND x <= high.'],
  ['eq', 'Write ==.'],
  ['ne', 'Write !=.'],
  ['lt', 'Write <.'],
  ['gt', 'Write >.'],
  ['le', 'Write <=.'],
  ['ge', 'Write >=.'],
  ['div', 'Division is not part of the language.'],
  ['mod', 'Remainders are not part of the language.'],
]);
