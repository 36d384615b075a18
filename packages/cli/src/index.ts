export { type Applied, type ApplyOptions, applyDirectory, readDirectory } from './control/apply-directory.ts';
export { ChangedMeanwhile } from './control/changed-meanwhile.ts';
export type { ControlRecord, ControlRecords } from './control/control-records.ts';
export type { Change, Difference } from './control/difference.ts';
export type { Directory } from './directory/directory.ts';
export { type DirectoryProblem, DirectoryProblems } from './directory/directory-problems.ts';
export { parseDirectory } from './directory/parse-directory.ts';
export { type AppliedTopics, type ApplyTopicsOptions, applyTopics } from './topics/apply-topics.ts';
export type { TopicsOfVendor } from './topics/topic-plan.ts';
