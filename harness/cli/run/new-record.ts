import { randomBytes } from 'node:crypto';
import { RUN_SCHEMA_VERSION, type RunRecord } from '../../core/run-record.ts';
import { nowUtc } from '../../system/clock.ts';
import { stateFolder } from '../../system/folders.ts';
import { machineId } from '../../system/machine.ts';
import type { RunRequest } from './request.ts';
import type { Setup } from './setup.ts';

/** run.json before anything is measured. */
export function newRecord(id: string, request: RunRequest, setup: Setup): RunRecord {
  return {
    schemaVersion: RUN_SCHEMA_VERSION,
    id,
    status: 'running',
    startedAt: nowUtc(),
    finishedAt: null,
    machineId: machineId(stateFolder()),
    harness: { version: request.version, node: process.version, uv: process.versions.uv, commandLine: [...request.commandLine] },
    config: request.config,
    environment: { before: setup.environment as RunRecord['environment']['before'], after: null },
    lab: null,
    targets: [...setup.targets],
    plan: {
      trials: [],
      sizing: [],
      minimumBlocks: request.minimumBlocks,
      quick: request.quick,
      tableOrder: {},
      skipped: [...setup.skipped],
      repository: request.repository,
      project: request.project,
    },
    inputs: [],
    calibration: null,
    blocks: [],
    stop: null,
    failures: [],
    outcomes: {},
    warnings: [...setup.findings],
    timing: { preparationNs: 0, pilotNs: 0, blocksNs: 0, teardownNs: 0, measuredNs: 0 },
  };
}

/** UTC to the second and six random hex digits: sorts by time, and two runs in one second differ. */
export function newRunId(): string {
  const second = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '');
  return `${second}Z-${randomBytes(3).toString('hex')}`;
}
