// Python environments for the examples and tests: made once, under .venvs/ or $ATTUNE_VENVS, and
// found again as long as what is asked for stays the same. Nothing outside that folder is touched.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const windows = process.platform === 'win32'
const CPU_INDEX = 'https://download.pytorch.org/whl/cpu'

/** What the PyTorch examples and their tests need. */
export const TORCH = {
  name: 'torch',
  requirements: ['torch==2.13.0', 'numpy>=1.26'],
  minPython: [3, 10],
  size: 'about 250 MB to download, 1 GB on disk',
}

/** The programs that Attune's files are read with, and written for it to read, in tests. */
export const READERS = {
  name: 'readers',
  requirements: ['mlflow==3.17.2', 'optuna==5.0.0'],
  minPython: [3, 10],
  size: 'about 150 MB to download, 700 MB on disk',
}

/** What reads event files: TensorBoard, with its data server. */
export const TENSORBOARD = {
  name: 'tensorboard',
  requirements: ['tensorboard==2.21.0'],
  minPython: [3, 9],
  size: 'about 40 MB to download, 180 MB on disk',
}

/** What trials that use Lightning need, with its logger for TensorBoard. */
export const LIGHTNING = {
  name: 'lightning',
  requirements: ['torch==2.13.0', 'lightning==2.6.6', 'tensorboard==2.21.0', 'numpy>=1.26'],
  minPython: [3, 10],
  size: 'about 260 MB to download, 1.1 GB on disk',
}

/**
 * The Python of a virtual environment that has `requirements`, which is made first where there is
 * none. Says what it will install and where before it does. Rejects with what to do about it when
 * Python or its venv module is missing, or when pip fails.
 */
export async function ensureVenv({
  name,
  requirements,
  minPython = [3, 9],
  size,
  log = console.log,
}) {
  const dir = join(process.env.ATTUNE_VENVS || join(root, '.venvs'), name)
  const python = join(dir, windows ? 'Scripts/python.exe' : 'bin/python')
  const marker = join(dir, 'attune-requirements.sha256')
  const wanted = createHash('sha256').update(JSON.stringify(requirements)).digest('hex')
  const ready = () =>
    existsSync(marker) &&
    readFileSync(marker, 'utf8') === wanted &&
    spawnSync(python, ['-c', '']).status === 0
  if (ready()) return python

  const base = findPython(minPython)
  mkdirSync(dirname(dir), { recursive: true })
  const unlock = await lock(`${dir}.lock`, () => log(`Waiting for another process to make ${dir}`))
  try {
    if (ready()) return python
    log(`Making a Python environment of its own in ${dir}`)
    log(`  to install: ${requirements.join(', ') || 'nothing'}${size ? ` (${size})` : ''}`)
    log('  this happens once; delete the folder to be rid of it')
    if (existsSync(dir) && !existsSync(join(dir, 'pyvenv.cfg')))
      throw new Error(`${dir} exists and is no virtual environment. Move it away and try again.`)
    rmSync(dir, { recursive: true, force: true })
    await run(base, ['-m', 'venv', dir], `Could not make a virtual environment in ${dir}.`)
    if (requirements.length > 0) await install(python, requirements)
    writeFileSync(marker, wanted)
    return python
  } finally {
    unlock()
  }
}

async function install(python, requirements) {
  // Wheels only: nobody should find out after ten minutes that a compiler is missing.
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--only-binary', ':all:']
  await run(
    python,
    [...pip, ...cpuOnly(python, requirements)],
    `pip could not install ${requirements.join(', ')}; its own message is above. ` +
      'Without a network, set PIP_FIND_LINKS to a folder that holds the wheels.',
  )
}

/** A Python that can make environments: $ATTUNE_PYTHON, or the first that is found and new enough. */
function findPython(minPython) {
  const chosen = process.env.ATTUNE_PYTHON
  const least = minPython.join('.')
  const hint = `Install Python ${least} or newer, or set ATTUNE_PYTHON to one.`
  const tooOld = []
  for (const command of chosen ? [chosen] : ['python3', 'python']) {
    const probe = spawnSync(
      command,
      ['-c', 'import sys; print(*sys.version_info[:2]); import venv, ensurepip'],
      { encoding: 'utf8' },
    )
    const [major, minor] = (probe.stdout ?? '').trim().split(' ').map(Number)
    if (!(major > 0)) continue
    if (major < minPython[0] || (major === minPython[0] && minor < minPython[1])) {
      tooOld.push(`${command} is Python ${major}.${minor}`)
      continue
    }
    if (probe.status === 0) return command
    throw new Error(
      `${command} (Python ${major}.${minor}) cannot make virtual environments: its venv or ensurepip ` +
        `module is missing. On Debian and Ubuntu: sudo apt install python${major}.${minor}-venv`,
    )
  }
  if (tooOld.length > 0) throw new Error(`${tooOld.join(' and ')}, which is too old. ${hint}`)
  throw new Error(`No Python was found${chosen ? ` at ATTUNE_PYTHON=${chosen}` : ''}. ${hint}`)
}

/**
 * On Linux, PyPI's torch brings gigabytes of CUDA libraries. The CPU build is named `+cpu`, and is
 * taken from PyTorch's own index unless pip is already set up to find it elsewhere.
 */
function cpuOnly(python, requirements) {
  const torch = requirements.find((requirement) => /^torch==[\d.]+$/.test(requirement))
  if (torch === undefined || process.platform !== 'linux') return requirements
  const build = `${torch}+cpu`
  const probe = ['-m', 'pip', 'install', '--dry-run', '--no-deps', '--quiet', build]
  const found = spawnSync(python, probe, { stdio: 'ignore' }).status === 0
  const all = requirements.map((requirement) => (requirement === torch ? build : requirement))
  return found ? all : ['--extra-index-url', CPU_INDEX, ...all]
}

/** Runs a command with its output shown; stdout is left to the caller's own lines. */
function run(command, args, failure) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
    child.on('error', (cause) => reject(new Error(failure, { cause })))
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(failure))))
  })
}

/** Holds a lock file that names this process; one left by a process that is gone does not count. */
async function lock(file, onWait) {
  for (let waits = 0; ; waits++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (holderIsGone(file)) rmSync(file, { force: true })
    else {
      if (waits === 0) onWait()
      await sleep(300)
    }
  }
}

function holderIsGone(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    // Empty for the moment between its creation and its writing.
    if (pid > 0) process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}
