import { readdirSync } from 'node:fs'
import { captureProgram } from '../../capture-program.ts'
import { ok, warn } from '../check.ts'
import type { Check, Finding } from '../check.ts'

/** Imports torch alone, for it is the one whose import tells whether CUDA works. */
const PROBE = `
import json
from importlib.metadata import PackageNotFoundError, version
def of(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None
found = {"torch": of("torch"), "lightning": of("lightning") or of("pytorch-lightning")}
if found["torch"]:
    import torch
    found["cuda"] = torch.version.cuda
    found["isAvailable"] = torch.cuda.is_available()
    found["devices"] = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
    found["mps"] = bool(getattr(torch.backends, "mps", None) and torch.backends.mps.is_available())
print(json.dumps(found))
`

interface Torch {
  readonly torch: string | null
  readonly lightning: string | null
  /** The version of CUDA that this torch was built for; null when it was built without. */
  readonly cuda?: string | null
  readonly isAvailable?: boolean
  readonly devices?: readonly string[]
  readonly mps?: boolean
}

/** PyTorch and Lightning, and whether torch itself sees the GPUs. */
export const torchCheck: Check = {
  id: 'torch',
  title: 'PyTorch',
  // On a network file system a first import takes its time.
  timeoutMs: 60_000,
  async run({ cli, python }, signal) {
    const options = { env: cli.env, cwd: cli.cwd, timeoutMs: 59_000, signal }
    const answer = await captureProgram([python, '-c', PROBE], options)
    if (answer.error !== undefined) return ok('not looked for: there is no Python')
    if (answer.code !== 0) {
      const reason = answer.stderr.trim().split('\n').at(-1) ?? ''
      return warn(`cannot be imported: ${reason}`, `Try it: ${python} -c "import torch"`)
    }
    const lines = answer.stdout.trim().split('\n')
    return judge(JSON.parse(lines.at(-1) ?? '{}') as Torch)
  },
}

function judge(found: Torch): Finding {
  const { torch, lightning, cuda, isAvailable = false, devices = [], mps = false } = found
  const facts = { ...found }
  const also = lightning === null ? '' : `, Lightning ${lightning}`
  if (torch === null) return ok(`not installed${also}`, facts)
  if (isAvailable) {
    const names = [...new Set(devices)].join(', ')
    return ok(`${torch}${also}, CUDA ${cuda} with ${devices.length} GPUs: ${names}`, facts)
  }
  const text = `${torch}${also}, without CUDA${mps ? ', with MPS' : ''}`
  if (!hasNvidia()) return ok(text, facts)
  const advice =
    cuda === null
      ? 'This torch is built without CUDA: install another build (pytorch.org/get-started).'
      : `torch is built for CUDA ${cuda}, which the driver may be too old for; see nvidia-smi.`
  return warn(`${text}, although there are NVIDIA GPUs`, advice, facts)
}

function hasNvidia(): boolean {
  try {
    return readdirSync('/dev').some((name) => /^nvidia\d+$/.test(name))
  } catch {
    return false
  }
}
