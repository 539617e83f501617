import { searchContract } from '../../support/search-contract.ts'

searchContract('gp', { learnsIn: 30, constraints: true, severalObjectives: true, isSlow: true })
