import type { Advice } from '../../core/attribution.ts';
import { compareVersions, versionParts } from '../../core/version-order.ts';
import {
  type AdviceContext,
  type AdviceRule,
  farMounts,
  gainOf,
  isWsl,
  predictionsOf,
  surestGain,
  UNKNOWN_GAIN,
} from './advice-rule.ts';

/** First with virtiofs at all, and first stable one with the aggregate device of four queues. */
const FIRST = { virtiofs: [2, 7, 0], aggregate: [2, 9, 9] } as const;

const wslVersion = ({ environment }: AdviceContext): readonly number[] => versionParts(environment?.wsl?.version ?? '');

function isOlder(context: AdviceContext, first: readonly number[]): boolean {
  const version = wslVersion(context);
  return version.length > 0 && compareVersions(version, first) < 0;
}

/** A transport is chosen for all drives, in .wslconfig and nowhere else. */
export const otherTransport: AdviceRule = (context) => {
  if (!isWsl(context)) return [];
  return farMounts(context).flatMap(({ target }): Advice[] => {
    const toVirtiofs = target.transport === '9p-socket';
    if (target.mount.role !== 'windows' || (!toVirtiofs && target.transport !== 'virtiofs')) return [];
    if (toVirtiofs && isOlder(context, FIRST.virtiofs)) return [];
    const predictions = predictionsOf(context, target.id, 'other-transport');
    const command = `[wsl2] virtiofs=${toVirtiofs} in %USERPROFILE%\\.wslconfig, then: wsl --shutdown`;
    const other = toVirtiofs ? 'virtiofs' : '9P';
    const gain = surestGain(predictions);
    if (gain !== null) {
      const detail =
        'predicted from requests of this machine and what the other transport costs elsewhere: measure again afterwards';
      return [{ title: `${other} for ${target.id}`, command, ...gainOf(gain), detail }];
    }
    if (predictions.length === 0) return [];
    const detail = 'the intervals of the prediction reach from faster to slower: one boot with it tells';
    return [{ title: `Measure ${target.id} once by ${other}`, command, ...UNKNOWN_GAIN, detail }];
  });
};

const LETTER = /^([A-Z]):\\$/;

/** 9P alone lets the user choose what is cached, for each mount. */
export const keptNames: AdviceRule = (context) => {
  if (!isWsl(context)) return [];
  return farMounts(context).flatMap(({ target }): Advice[] => {
    const letter = LETTER.exec(target.mount.windowsPath ?? '')?.[1];
    if (target.transport !== '9p-socket' || letter === undefined || target.mount.cache === 'loose') return [];
    const gain = surestGain(predictionsOf(context, target.id, 'cached-lookups'));
    if (gain === null) return [];
    const at = `/mnt/${letter.toLowerCase()}-cached`;
    return [
      {
        title: `Names and attributes of ${target.id} kept in the guest`,
        command: `sudo mkdir -p ${at} && sudo mount -t drvfs ${letter}: ${at} -o cache=loose`,
        ...gainOf(gain),
        detail: 'only for files that nothing on Windows changes meanwhile: the guest would not see it',
      },
    ];
  });
};

/** What several threads gain; one thread has no use for a second queue. */
export const moreQueues: AdviceRule = (context) => {
  if (!isWsl(context)) return [];
  const { environment } = context;
  return farMounts(context).flatMap(({ target }): Advice[] => {
    const gain = surestGain(predictionsOf(context, target.id, 'four-queues'));
    if (target.mount.role !== 'windows' || target.transport !== 'virtiofs' || gain === null) return [];
    const title = `Four queues for ${target.id}`;
    const detail = 'one device for all drives has four queues; matters where several threads work at the same time';
    if (environment?.settings.asked?.virtioFsAggregateShares === false) {
      const command = '[experimental] virtioFsAggregateShares=true in %USERPROFILE%\\.wslconfig, then: wsl --shutdown';
      return [{ title, command, ...gainOf(gain), detail }];
    }
    return isOlder(context, FIRST.aggregate) ? [{ title, command: 'wsl --update', ...gainOf(gain), detail }] : [];
  });
};
