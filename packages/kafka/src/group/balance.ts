/** A member of a group and the partitions it says it has. */
export interface Claim {
  readonly member: string;
  readonly owned: readonly number[];
}

/**
 * Shares `partitions` among members so that no two shares differ by more than one and as few partitions as possible change
 * hands: each move costs a vendor the records in flight. Every member computes the same from the same claims.
 */
export function balance(claims: readonly Claim[], partitions: readonly number[]): Map<string, number[]> {
  const members = claims.toSorted((a, b) => (a.member < b.member ? -1 : 1));
  const shares = new Map<string, number[]>(members.map(({ member }) => [member, []]));
  if (members.length === 0) {
    return shares;
  }
  const free = new Set(partitions);
  const claimed = members.map(({ member, owned }) => {
    const mine = owned.filter((partition) => free.delete(partition));
    return { member, mine };
  });
  const floor = Math.floor(partitions.length / members.length);
  let larger = partitions.length % members.length;
  // Whoever has most keeps the larger share.
  for (const { member, mine } of claimed.toSorted((a, b) => b.mine.length - a.mine.length)) {
    const quota = mine.length > floor && larger > 0 ? floor + 1 : floor;
    larger -= quota > floor ? 1 : 0;
    shares.set(member, mine.slice(0, quota));
    for (const partition of mine.slice(quota)) {
      free.add(partition);
    }
  }
  for (const partition of [...free].sort((a, b) => a - b)) {
    const [neediest] = [...shares.values()].sort((a, b) => a.length - b.length);
    neediest?.push(partition);
  }
  return shares;
}
