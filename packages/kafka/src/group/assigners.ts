import { AssignerProtocol, type GroupMember, type PartitionAssigner } from 'kafkajs';
import { balance } from './balance.ts';

const { MemberMetadata, MemberAssignment } = AssignerProtocol;
const VERSION = 1;

/**
 * Shares the partitions of `lead` evenly and stickily; whoever gets lead/p gets p of every follower too, so that the owner of
 * a request's partition hears all that is written to the results of that partition.
 * @param owned the lead partitions that this member has now; told to the group's leader with every join.
 */
export function coPartitioned(lead: string, followers: readonly string[], owned: () => Iterable<number>): PartitionAssigner {
  return ({ cluster }) => ({
    name: 'officine-co-partitioned',
    version: VERSION,
    async assign({ members }) {
      const partitionsOf = (topic: string) => cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
      const shares = balance(
        members.map((member) => ({ member: member.memberId, owned: ownedBy(member) })),
        partitionsOf(lead),
      );
      const existing = followers.map((topic) => [topic, new Set(partitionsOf(topic))] as const);
      return [...shares].map(([memberId, share]) => {
        const assignment: Record<string, number[]> = { [lead]: share };
        for (const [topic, partitions] of existing) {
          assignment[topic] = share.filter((partition) => partitions.has(partition));
        }
        return {
          memberId,
          memberAssignment: MemberAssignment.encode({ version: VERSION, assignment, userData: Buffer.alloc(0) }),
        };
      });
    },
    protocol: ({ topics }) => ({
      name: 'officine-co-partitioned',
      metadata: MemberMetadata.encode({ version: VERSION, topics, userData: Buffer.from(JSON.stringify([...owned()])) }),
    }),
  });
}

/** Gives every partition of every topic to every member: the assigner of a view, which is a group of one. */
export const everyPartition: PartitionAssigner = ({ cluster }) => ({
  name: 'officine-every-partition',
  version: VERSION,
  async assign({ members, topics }) {
    const assignment: Record<string, number[]> = {};
    for (const topic of topics) {
      assignment[topic] = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
    }
    const memberAssignment = MemberAssignment.encode({ version: VERSION, assignment, userData: Buffer.alloc(0) });
    return members.map(({ memberId }) => ({ memberId, memberAssignment }));
  },
  protocol: ({ topics }) => ({
    name: 'officine-every-partition',
    metadata: MemberMetadata.encode({ version: VERSION, topics, userData: Buffer.alloc(0) }),
  }),
});

/** What a member claims; nothing where it is no member of ours: a strange claim must not break everybody's assignment. */
function ownedBy({ memberMetadata }: GroupMember): number[] {
  try {
    const claim: unknown = JSON.parse(MemberMetadata.decode(memberMetadata)?.userData.toString('utf8') ?? '[]');
    return Array.isArray(claim) ? claim.filter((partition) => Number.isInteger(partition)) : [];
  } catch {
    return [];
  }
}
