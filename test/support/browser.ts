import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'
import { chromium, type Browser } from 'playwright-core'

/**
 * A headless Chromium. On Linux it is the one inside the package `@sparticuz/chromium`, which needs
 * nothing that is not in it: no download, no system libraries, no fonts. Elsewhere, or where the
 * variable CHROMIUM names a program, one that is installed.
 */
export async function openBrowser(): Promise<Browser> {
  const installed = process.env['CHROMIUM']
  if (installed !== undefined) return chromium.launch({ executablePath: installed })
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return chromium.launch({ channel: 'chromium' })
  }
  const home = unpacked()
  return chromium.launch({
    executablePath: join(home, 'chromium'),
    args: ['--disable-gpu', '--disable-quic', '--font-render-hinting=none'],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(home, 'lib'),
      FONTCONFIG_FILE: join(home, 'fonts.conf'),
    },
  })
}

/** The folder where the package's parts are, compressed. */
const packed = join(
  dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))),
  '..',
  '..',
  'bin',
)

/** Unpacks the browser once per installation (200 MB, 2 s); test files that do so at once do not meet. */
function unpacked(): string {
  const home = join(packed, '..', '..', '..', '.cache', `attune-chromium-${versionOf(packed)}`)
  if (isComplete(home)) return home
  mkdirSync(dirname(home), { recursive: true })
  const draft = mkdtempSync(`${home}-`)
  const open = (name: string): Buffer => brotliDecompressSync(readFileSync(join(packed, name)))
  writeFileSync(join(draft, 'chromium'), open('chromium.br'), { mode: 0o755 })
  for (const name of ['al2023.tar.br', 'fonts.tar.br']) {
    execFileSync('tar', ['-x', '-C', draft], { input: open(name) })
  }
  const fonts = join(home, 'fonts')
  writeFileSync(
    join(draft, 'fonts.conf'),
    `<fontconfig><dir>${fonts}</dir><cachedir>${fonts}-cache</cachedir></fontconfig>`,
  )
  try {
    renameSync(draft, home)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // Another test file was faster.
    if (!isComplete(home)) throw error
  }
  return home
}

function versionOf(bin: string): string {
  const { version } = JSON.parse(readFileSync(join(bin, '..', 'package.json'), 'utf8')) as {
    readonly version: string
  }
  return version
}

/** It is renamed to its name when all is in it. */
function isComplete(home: string): boolean {
  return existsSync(join(home, 'fonts.conf'))
}
