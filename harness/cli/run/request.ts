import type { ResolvedConfig } from '../../core/config.ts';

/** What the user asked of `run`, complete: nothing deeper reads options, environment or defaults. */
export interface RunRequest {
  readonly config: ResolvedConfig;
  readonly quick: boolean;
  /** A plan that cannot reach so many blocks in its time is too large. */
  readonly minimumBlocks: number;
  /** Absolute. */
  readonly results: string;
  /** A run to go on with. */
  readonly resume: string | null;
  readonly repository: string | null;
  readonly project: string | null;
  /** Is the far side of Windows drives asked too? */
  readonly hostProbe: 'auto' | 'off';
  readonly commandLine: readonly string[];
  readonly version: string;
}

/** What a run tells while it works. */
export interface RunUi {
  update(share: number, text: string, remainingSeconds: number | null): void;
  note(text: string): void;
}
