/** A question on which the reference is silent or unsure, and what may be answered. */
export interface WorkflowSwitchEntry {
  readonly question: string;
  /** By answer: what it means. */
  readonly answers: Readonly<Record<string, string>>;
  readonly default: string;
  /** Why it is the default. */
  readonly reason: string;
  /** Where the question comes from. */
  readonly source: string;
}

/**
 * What is not known of the original engine, one switch each (workflows-format 11, workflows-functions 16). A pack is run with an
 * answer to each; docs/reference/workflow-switches.md lists them.
 */
export const WORKFLOW_SWITCHES = {
  listAtOutOfRange: {
    question: 'What does At give for an index outside the list?',
    answers: { error: 'the card fails: "Array index out of bounds"', null: 'null' },
    default: 'error',
    reason: 'The list of error messages documents it.',
    source: 'workflows-functions 3',
  },
  dateIsEmpty: {
    question: 'Is a date "empty" for "is empty", as every number and boolean is?',
    answers: { never: 'a date is not empty', always: 'every date is empty' },
    default: 'never',
    reason: 'Four published cards test a date; the other answer would make them useless.',
    source: 'workflows-format 5.2',
  },
  staticIteratorObject: {
    question: 'What does an iterator pass whose only argument is an unpinned empty object?',
    answers: { item: 'the item', literal: 'the empty object, as it is written' },
    default: 'item',
    reason: 'Nothing else can be meant; the compile report warns.',
    source: 'workflows-format 5.5',
  },
  rawRequestStatus: {
    question: 'Does Raw Request of the API Connector fail on a status of 400 or more?',
    answers: { fails: 'the card fails with that status', passes: 'the card gives the status and the body' },
    default: 'fails',
    reason: 'As the other cards of the connector.',
    source: 'workflows-format 6.2',
  },
  textSegmentEnd: {
    question: 'Where does Text Segment end when its end is null?',
    answers: { zero: 'at 0, so that (2, null) gives the first two characters', length: 'at the end of the text' },
    default: 'zero',
    reason: 'The documented example.',
    source: 'workflows-functions 5',
  },
  constructDots: {
    question: 'What does Construct make of a key with dots?',
    answers: { nested: 'objects and lists inside', literal: 'a key with dots' },
    default: 'nested',
    reason: 'Published packs build bodies so.',
    source: 'workflows-format 4.5',
  },
  differenceCase: {
    question: 'Does Difference of lists regard the case of texts?',
    answers: { ignored: '"Beth" and "beth" are equal', regarded: 'they differ' },
    default: 'ignored',
    reason: 'The help says so.',
    source: 'workflows-functions 3',
  },
  blankSeparator: {
    question: 'Where does Split cut when its separator is blank?',
    answers: { comma: 'at commas', characters: 'between all characters' },
    default: 'comma',
    reason: 'The introduction of the card names the comma as its default.',
    source: 'workflows-functions 5',
  },
  requiredInputEmpty: {
    question: 'What happens when a required input of a connector card is empty?',
    answers: { fails: 'the card fails before the call', sends: 'the call is made without it' },
    default: 'fails',
    reason: 'A call with a hole in its address would hit something else.',
    source: 'workflows-format 11',
  },
  eventBatchAfterError: {
    question: 'What happens to the rest of a batch of events after one failed?',
    answers: { continues: 'it runs', stops: 'it is dropped' },
    default: 'continues',
    reason: 'The card is titled "Ignore Errors".',
    source: 'workflows-format 5.10',
  },
  endpointWithoutAnswer: {
    question: 'What does an API endpoint answer whose flow ends without Return?',
    answers: { empty200: '200 without a body', lastCard200: '200 with the outputs of the last card' },
    default: 'empty200',
    reason: 'Nothing is told that nobody meant to tell.',
    source: 'workflows-format 5.9',
  },
} as const satisfies Readonly<Record<string, WorkflowSwitchEntry>>;

export type WorkflowSwitch = keyof typeof WORKFLOW_SWITCHES;

/** An answer to every switch. */
export type WorkflowChoices = {
  readonly [S in WorkflowSwitch]: keyof (typeof WORKFLOW_SWITCHES)[S]['answers'];
};

/** The default of each. */
export const DEFAULT_WORKFLOW_CHOICES = Object.fromEntries(
  Object.entries(WORKFLOW_SWITCHES).map(([name, entry]) => [name, entry.default]),
  // Each name comes with an answer of its own; the test of the register holds it to that.
) as unknown as WorkflowChoices;
