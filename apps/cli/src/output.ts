/** One JSON object per line. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** For people, beside the result: never on standard output, so that `--json` stays what it promises. */
export function warn(message: string): void {
  process.stderr.write(`warning: ${message}\n`);
}

/** An error line of one picture, for machines or for people. */
export function printError(props: { json: boolean; image: string; error: { code: string; message: string } }): void {
  const { json, image, error } = props;
  if (json) printJson({ image, error });
  else process.stderr.write(`${image}: ${error.message}\n`);
}

export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** `1 face`, `2 faces`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
