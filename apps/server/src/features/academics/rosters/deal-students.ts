export interface Deal<T> {
  /** In the order of the roster. */
  students: readonly T[];
  /** How many each batch has already. */
  sizes: readonly number[];
  by: 'usn' | 'round-robin';
}

/**
 * Which students go to which batch. Pure. Empty batches share them out so that none has more than one student more than another;
 * once there are some in them, each newcomer goes to the smallest.
 */
export const dealStudents = <T>({ students, sizes, by }: Deal<T>): T[][] => {
  const dealt: T[][] = sizes.map(() => []);
  const batches = sizes.length;
  const isFresh = sizes.every((size) => size === 0);
  students.forEach((student, index) => {
    const batch = !isFresh
      ? smallest(sizes.map((size, at) => size + (dealt[at]?.length ?? 0)))
      : by === 'usn'
        ? Math.floor((index * batches) / students.length)
        : index % batches;
    dealt[batch]?.push(student);
  });
  return dealt;
};

const smallest = (sizes: readonly number[]): number => sizes.indexOf(Math.min(...sizes));
