/** The architecture as rules. Each says why it is there, because a rule without a reason is broken at the first hurry. */
const core = '^src/core/';
const adapters = '^src/adapters/';
const calendarLibraries = 'node_modules/(temporal-polyfill|croner|ical\\.js|ignore)/';
const composition = '^(src/roles|src/main\\.ts|demo|bench|scripts|test)';

export default {
  forbidden: [
    {
      name: 'core-decides-only',
      comment:
        'The core decides with plain data. What it imports it could act on, and then it could not be tested without a world.',
      severity: 'error',
      from: { path: core },
      to: {
        path: '^(src/(adapters|ports|ledger|config|roles|main)|commands|handlers|demo|dashboard)',
        dependencyTypesNot: ['npm'],
      },
    },
    {
      name: 'core-has-no-machine',
      comment: 'Clock, files and network come in as parameters. Only the hash is pure.',
      severity: 'error',
      from: { path: core },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'core-hashes-in-two-places',
      comment:
        'node:crypto also holds randomness, which the core must not have; the audit chain needs the hash.',
      severity: 'error',
      from: { path: core, pathNot: '^src/core/audit/' },
      to: { path: '^(node:)?crypto$', dependencyTypes: ['core'] },
    },
    {
      name: 'documents-cannot-act',
      comment: 'What drafts documents may one day run on text by a language model. It must have no hands.',
      severity: 'error',
      from: { path: '^src/core/documents/' },
      to: { path: '(traffic|workload|queue|ledger|ports)' },
    },
    {
      name: 'drafting-cannot-act',
      comment:
        'What talks to a language model and reads what it answers must have no hands: no router, no workload, no queue, no command.',
      severity: 'error',
      from: { path: '^src/(drafting|adapters/model)/' },
      to: {
        path: '^(commands|handlers|src/(ledger|roles|main|core/(traffic|rollout/(decide|wish))|adapters/(traffic|workload|queue|store)|ports/(router|queue|command-runner)))',
      },
    },
    {
      name: 'one-door-to-the-model',
      comment:
        'Deadlines, budgets, gates and the audit stand around one door. A second one would have none of them.',
      severity: 'error',
      from: { pathNot: '^src/adapters/model/anthropic' },
      to: { path: 'node_modules/@anthropic-ai/' },
    },
    {
      name: 'ports-know-the-core-only',
      comment: 'A port that knew its adapter would be no port.',
      severity: 'error',
      from: { path: '^src/ports/' },
      to: { path: '^(src/(adapters|ledger|config|roles|main)|commands|handlers)' },
    },
    {
      name: 'handlers-and-commands-know-no-adapter',
      comment:
        'They get ports by parameter, so that the same code runs on every backend. The composition root chooses.',
      severity: 'error',
      from: { path: '^(commands|handlers|src/ledger)/' },
      to: { path: `${adapters}|^src/roles/` },
    },
    {
      name: 'commands-do-not-know-where-they-are-said',
      comment: 'One grammar everywhere: a command that knew its place would mean something else on another.',
      severity: 'error',
      from: { path: '^commands/' },
      to: { path: '^handlers/' },
    },
    {
      name: 'adapters-stand-alone',
      comment: 'An adapter speaks for one outside thing. It learns what it needs by parameter.',
      severity: 'error',
      from: { path: adapters },
      to: { path: '^(commands|handlers|src/(ledger|config|roles|main))' },
    },
    {
      name: 'sdks-in-adapters-only',
      comment: 'A library for an outside system is used in the one place that translates its errors.',
      severity: 'error',
      from: {
        path: '^(src|commands|handlers)/',
        pathNot: `${adapters}|^src/roles/|^handlers/(http|cli|slack|discord|github)/`,
      },
      to: {
        dependencyTypes: ['npm'],
        path: 'node_modules/(bullmq|ioredis|pg|kysely|@electric-sql|undici|fastify|@fastify|pino|ink|react|@slack|discord.js|@discordjs|@octokit|octokit|echarts|@resvg|pdfkit|unbash|libpg-query|@supabase|@secretlint|cockatiel|nodemailer)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'rendering-is-pure',
      comment:
        'What a platform shows follows from cards, replies and documents alone, so that it can be tested for every text.',
      severity: 'error',
      from: { path: '^src/render/' },
      to: {
        path: '^(src/(adapters|ports|ledger|config|roles|main)|commands|handlers|demo|dashboard)',
        dependencyTypesNot: ['npm'],
      },
    },
    {
      name: 'virtual-time-touches-nothing',
      comment:
        'What plans make of made-up and recorded traffic is decided by the core alone; nothing in it can reach a router, a store or a file.',
      severity: 'error',
      from: { path: '^src/(replay|simulate)/' },
      to: {
        path: '^(src/(adapters|ports|ledger|config|roles|main)|commands|handlers|(node:)?(fs|net|http|child_process))',
        dependencyTypesNot: ['npm'],
      },
    },
    {
      name: 'environment-read-once',
      comment: 'src/config/env.ts gives it out by value; roles pass it on.',
      severity: 'error',
      from: { path: '^src/config/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'nothing-imports-the-composition',
      comment: 'Only the top puts things together.',
      severity: 'error',
      from: { pathNot: composition },
      to: { path: '^src/(roles/|main\\.ts)' },
    },
    {
      name: 'nothing-imports-tests',
      comment:
        'Doubles and builders stay out of the product. Benchmarks measure against the same doubles of outside services.',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^test/' },
    },
    {
      name: 'page-knows-the-core-only',
      comment: 'The page runs in a browser; what it shares with the server is data and its schemas.',
      severity: 'error',
      from: { path: '^dashboard/src/' },
      to: { path: '^(src/(adapters|ports|ledger|config|roles|main)|commands|handlers)' },
    },
    {
      name: 'page-carries-no-calendars',
      comment:
        'Whoever opens the page downloads what it reaches. Calendars and patterns are read by the server, which sends what came of it.',
      severity: 'error',
      from: { path: '^dashboard/src/' },
      to: { path: calendarLibraries, reachable: true },
    },
    {
      name: 'calendars-and-patterns-behind-one-file-each',
      comment:
        'Each of these libraries has a file that says what Belay takes it to mean, and tests that hold it to that.',
      severity: 'error',
      from: {
        path: '^(src|commands|handlers|dashboard|demo|bench)/',
        pathNot: '^src/core/(calendar/(cron|ical|zones)|risk/pattern)\\.ts$',
      },
      to: { path: calendarLibraries },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or three.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-missing-modules',
      comment: 'An import that resolves to nothing fails at the worst moment.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
