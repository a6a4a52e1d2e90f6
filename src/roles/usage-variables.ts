/** What the environment may say, a line each. */
export const variables = {
  BELAY_CONFIG: 'the configuration; belay.yml when left out',
  BELAY_DATA: 'the data folder; .belay when left out',
  BELAY_HOST: 'the address to listen on; 127.0.0.1 when left out',
  BELAY_PORT: "the console's port; 7070 when left out",
  BELAY_PUBLIC_URL: "the console's address as people type it, when that is another one",
  BELAY_SESSION_KEY: 'signs sessions, the same for every bot; also in a file: BELAY_SESSION_KEY_FILE',
  BELAY_HEALTH_PORT: 'a port that answers while the process is alive; none when left out',
  BELAY_LOG_LEVEL: 'trace to fatal, or silent; info when left out',
  BELAY_URL: "where Belay is; the data folder's own when left out",
  BELAY_TOKEN: "who speaks, from `belay login --token`; the data folder's operator when left out",
  DATABASE_URL: 'the PostgreSQL that several processes share; also in a file: DATABASE_URL_FILE',
  REDIS_URL: 'the Redis that carries the queues, else the database does; also in a file: REDIS_URL_FILE',
  NO_COLOR: 'any value takes the colours away',
} as const;
