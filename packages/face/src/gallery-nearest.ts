/**
 * Collects the rows that may be among the `k` nearest while scores arrive.
 *
 * Scores carry rounding errors, at most `slack` each. A row of the true top k can therefore trail the k-th best score by no
 * more than twice that: everything within is kept, and the caller orders what is left by exact distances.
 */
export class NearestRows {
  readonly #k: number;
  readonly #slack: number;
  #kept: { row: number; score: number }[] = [];
  #floor = Number.NEGATIVE_INFINITY;

  constructor(k: number, slack: number) {
    this.#k = k;
    this.#slack = slack;
  }

  /** Looks at the scores of consecutive rows; `best` is their maximum, so that most blocks cost one comparison. */
  offer(props: { firstRow: number; scores: Float32Array; count: number; best: number }): void {
    const { firstRow, scores, count, best } = props;
    if (best < this.#floor || best === Number.NEGATIVE_INFINITY) return;
    for (let index = 0; index < count; index++) {
      const score = scores[index]!;
      if (score >= this.#floor && score !== Number.NEGATIVE_INFINITY) this.#kept.push({ row: firstRow + index, score });
    }
    this.#raiseFloor();
  }

  /** What scores less is out. */
  get floor(): number {
    return this.#floor;
  }

  #raiseFloor(): void {
    if (this.#kept.length < this.#k) return;
    this.#kept.sort((a, b) => b.score - a.score);
    this.#floor = this.#kept[this.#k - 1]!.score - 2 * this.#slack;
    const firstBelow = this.#kept.findIndex(({ score }) => score < this.#floor);
    if (firstBelow !== -1) this.#kept.length = firstBelow;
  }

  rows(): number[] {
    return this.#kept.map(({ row }) => row);
  }
}
