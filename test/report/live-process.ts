// A process with a live block, which its parent watches through a pipe that it takes for a terminal.
import { createReporter } from '../../src/report/create-reporter.ts'
import { Drive } from './drive.ts'
import { START } from './hand-made-study.ts'

const mode = process.argv[2]
Object.assign(process.stdout, { isTTY: true, columns: 80, rows: 24 })
const drive = new Drive(createReporter({ verbose: 1 }), { ms: START })
if (mode === 'handle') process.on('SIGINT', () => console.log('@handled'))
drive.open()
process.on('SIGCONT', () => console.log('@continued'))
drive.start(drive.add({ lr: 0.1 }))
if (mode === 'exit') {
  process.stdout.write('an unfinished line')
  process.exit(3)
}
if (mode === 'throw') throw new Error('boom')
console.log('@ready')
setInterval(() => {}, 1000)
