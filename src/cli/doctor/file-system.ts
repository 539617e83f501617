import { readFileSync } from 'node:fs'

/** Types on which locks and shared memory between machines are not to be relied on. */
const NETWORK =
  /^(?:nfs\d?|cifs|smb\w*|lustre|gpfs|beegfs\w*|ceph|glusterfs|9p|afs|ocfs2|pvfs2|fuse\.\w+)$/

/** The type of the file system that holds a path, e.g. `ext4`; undefined where it cannot be told. */
export function fileSystemOf(
  path: string,
  mounts: string | undefined = readMounts(),
): string | undefined {
  let best: { readonly point: string; readonly type: string } | undefined
  for (const line of mounts?.split('\n') ?? []) {
    const [, point = '', type = ''] = line.split(' ')
    const folder = unescaped(point)
    const holds = path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`)
    // Of mounts at the same place the later one hides the earlier.
    if (point !== '' && holds && folder.length >= (best?.point.length ?? 0)) {
      best = { point: folder, type }
    }
  }
  return best?.type
}

/** Whether other machines may have it too. */
export function isNetwork(type: string): boolean {
  return NETWORK.test(type)
}

/** Blanks are written as `\040`. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCodePoint(Number.parseInt(octal, 8)),
  )
}

function readMounts(): string | undefined {
  try {
    return readFileSync('/proc/self/mounts', 'utf8')
  } catch {
    return undefined
  }
}
