/**
 * What the reference leaves open about the original engine, one switch each (workflows-format 11, workflows-functions 16). The
 * first answer is the default. Ids are what bindings and settings are written with.
 */
export const WORKFLOW_SWITCHES = {
  listAtOutOfRange: {
    question: 'What does At give for an index outside the list?',
    answers: ['error', 'null'],
    source: 'workflows-functions 3',
  },
  dateIsEmpty: {
    question: 'Is a date "empty" for "is empty", as every number and boolean is?',
    answers: ['never', 'always'],
    source: 'workflows-format 5.2',
  },
  staticIteratorObject: {
    question: 'What is the argument of an iterator whose only argument is an unpinned empty object?',
    answers: ['item', 'literal'],
    source: 'workflows-format 5.5',
  },
  rawRequestStatus: {
    question: 'Does Raw Request of the API Connector fail on a status of 400 or more?',
    answers: ['fails', 'passes'],
    source: 'workflows-format 6.2',
  },
  textSegmentEnd: {
    question: 'What is an end of null of Text Segment?',
    answers: ['zero', 'length'],
    source: 'workflows-functions 5',
  },
  constructDots: {
    question: 'What does Construct make of a key with dots?',
    answers: ['nested', 'literal'],
    source: 'workflows-format 4.5',
  },
  differenceCase: {
    question: 'Does Difference of lists regard the case of texts?',
    answers: ['ignored', 'regarded'],
    source: 'workflows-functions 3',
  },
  blankSeparator: {
    question: 'Where does Split cut when its separator is blank?',
    answers: ['comma', 'characters'],
    source: 'workflows-functions 5',
  },
  requiredInputEmpty: {
    question: 'What happens when a required input of a connector card is empty?',
    answers: ['fails', 'sends'],
    source: 'workflows-format 11',
  },
  eventBatchAfterError: {
    question: 'What happens to the rest of a batch of events after one failed?',
    answers: ['continues', 'stops'],
    source: 'workflows-format 5.10',
  },
  endpointWithoutAnswer: {
    question: 'What does an API endpoint answer whose flow ends without Return?',
    answers: ['empty200', 'lastCard200'],
    source: 'workflows-format 5.9',
  },
} as const satisfies Readonly<Record<string, { question: string; answers: readonly [string, string]; source: string }>>;

export type WorkflowSwitch = keyof typeof WORKFLOW_SWITCHES;

/** An answer to every switch. */
export type WorkflowChoices = {
  readonly [S in WorkflowSwitch]: (typeof WORKFLOW_SWITCHES)[S]['answers'][number];
};

/** The first answer of each. */
export const DEFAULT_WORKFLOW_CHOICES = Object.fromEntries(
  Object.entries(WORKFLOW_SWITCHES).map(([name, { answers }]) => [name, answers[0]]),
  // Each name comes with an answer of its own list.
) as unknown as WorkflowChoices;
