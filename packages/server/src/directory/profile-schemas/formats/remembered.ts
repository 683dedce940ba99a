const MOST_ANSWERS = 4096;

/**
 * Answers a question about a text once and remembers it: for tests that ask the slow `Intl` and see the same few values a
 * million times. Forgets everything when hostile input fills the memory.
 */
export function remembered(question: (text: string) => boolean): (text: string) => boolean {
  const answers = new Map<string, boolean>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    if (answers.size >= MOST_ANSWERS) answers.clear();
    const answer = question(text);
    answers.set(text, answer);
    return answer;
  };
}
