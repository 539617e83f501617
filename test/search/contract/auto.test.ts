import { searchContract } from '../../support/search-contract.ts'

searchContract('auto', { learnsIn: 60, constraints: true, severalObjectives: true, isSlow: true })
