import { searchContract } from '../../support/search-contract.ts'

searchContract('tpe', { learnsIn: 60, constraints: true, severalObjectives: true })
