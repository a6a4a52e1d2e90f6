import { scenarios } from '../src/simulate/scenarios.ts';
import { type Case, usualCase } from './judge-case.ts';

/** Every scenario that people can simulate, as the judge was developed on them. */
export const cases: readonly Case[] = scenarios.map((scenario) => usualCase(scenario));
