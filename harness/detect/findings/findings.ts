import type { Facts } from '../../core/environment.ts';
import type { Finding } from '../../core/finding.ts';
import { knownBugs } from './known-bugs.ts';
import {
  customKernel,
  emulatedMachine,
  highLoad,
  inContainer,
  kernelNotPackaged,
  missingTools,
  rootUser,
  slowGovernor,
  storvscCapped,
  windowsElevation,
} from './machine.ts';
import { ext4Bounced, poolIgnoredByHost, poolShared, poolUnavailable, tooLittleMemoryForPool } from './pool.ts';
import type { Rule } from './rule.ts';
import { configWarnings, memoryReclaim, nothingRead, severalProfiles, staleSettings, windowsPathAppended } from './settings.ts';
import {
  driveNotMounted,
  fellBackToNineP,
  specialDrives,
  transportUnknown,
  unusualCache,
  unusualMsize,
  virtiofsAvailable,
  virtiofsUnasked,
  virtiofsWishIgnored,
} from './transports.ts';

/** In the order of how much they change what a figure means. */
const RULES: readonly Rule[] = [
  nothingRead,
  fellBackToNineP,
  driveNotMounted,
  virtiofsWishIgnored,
  virtiofsUnasked,
  transportUnknown,
  poolUnavailable,
  poolShared,
  poolIgnoredByHost,
  tooLittleMemoryForPool,
  configWarnings,
  staleSettings,
  memoryReclaim,
  knownBugs,
  inContainer,
  windowsElevation,
  emulatedMachine,
  highLoad,
  slowGovernor,
  missingTools,
  specialDrives,
  unusualMsize,
  unusualCache,
  customKernel,
  kernelNotPackaged,
  storvscCapped,
  ext4Bounced,
  virtiofsAvailable,
  severalProfiles,
  windowsPathAppended,
  rootUser,
];

const RANK = { error: 0, warn: 1, info: 2 } as const satisfies Record<Finding['severity'], number>;

/** Worst first; within a severity in the order of the table. */
export function findingsOf(facts: Facts): Finding[] {
  return RULES.flatMap((rule) => rule(facts)).sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}
