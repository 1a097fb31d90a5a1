/** How a long file is written without holding anybody up. */
export interface Writing {
  /** Lets others use the processor; throws when the work is to stop. */
  breathe: () => Promise<void>;
  /** Rows done of all. */
  progress: (done: number, total: number) => void;
}
