import type { Workload } from '../harness/core/workload.ts';
import { workload as build } from './build/workload.ts';
import { workload as packageInstall } from './package-install/workload.ts';
import { workload as probe } from './probe/workload.ts';
import { workload as repoClone } from './repo-clone/workload.ts';
import { workload as smallFile } from './small-file/workload.ts';
import { workload as treeScan } from './tree-scan/workload.ts';

/** All workloads, in the order of tables. */
export const WORKLOADS: readonly Workload[] = [smallFile, repoClone, packageInstall, treeScan, build, probe];
