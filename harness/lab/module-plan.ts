/** What the guest needs before it can see its root and the mounts under test. */
export const GUEST_MODULES = [
  'virtio_pci',
  '9pnet_virtio',
  '9pnet_fd',
  '9p',
  'virtiofs',
  'virtio_net',
  'virtio_blk',
  'ext4',
  'overlay',
] as const;

/**
 * Files to load, in order, each once, from the outputs of `modprobe --show-depends`. What is built into the kernel prints no `insmod`
 * line: which modules that is changes from kernel to kernel.
 */
export function moduleFiles(outputs: readonly string[]): string[] {
  const files = outputs.flatMap((output) => output.split('\n').flatMap((line) => /^insmod (\S+)/.exec(line)?.[1] ?? []));
  return [...new Set(files)];
}
