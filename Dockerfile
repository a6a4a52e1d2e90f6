# Belay for servers: `docker build .` makes the bot and the worker, `--target shop` the sample shop.
FROM node:24-bookworm-slim AS node

# The console's page, which needs the tools of development.
FROM node AS page
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --include=optional
COPY tsconfig.json ./
COPY dashboard dashboard
COPY src src
RUN node dashboard/build.ts

# Charts and the linter of migrations come as optional packages, one for each kind of machine; so does a Node for
# machines without one, which goes again.
FROM node AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && rm -rf node_modules/node-linux-* node_modules/node-bin-* node_modules/.bin/node

FROM node AS app
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE ./
COPY bin bin
COPY src src
USER node
STOPSIGNAL SIGTERM

# The sample shop of docker-compose.yml.
FROM app AS shop
COPY demo demo
ENTRYPOINT ["node", "demo/shop.ts"]

# The last stage is what a plain build makes.
FROM app AS belay
COPY commands commands
COPY handlers handlers
COPY prompts prompts
COPY --from=page /build/dashboard/dist dashboard/dist
USER root
# What verification scripts are checked with and run in.
RUN apt-get update \
    && apt-get install -y --no-install-recommends bubblewrap ca-certificates curl postgresql-client shellcheck \
    && rm -rf /var/lib/apt/lists/*
RUN ln -s /app/bin/belay.js /usr/local/bin/belay && install -d -o node -g node -m 0700 /var/lib/belay
USER node
ENV BELAY_CONFIG=/etc/belay/belay.yml \
    BELAY_DATA=/var/lib/belay \
    BELAY_HOST=0.0.0.0 \
    BELAY_HEALTH_PORT=7071
VOLUME /var/lib/belay
EXPOSE 7070
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD node bin/answers.js "http://127.0.0.1:$BELAY_HEALTH_PORT"
ENTRYPOINT ["belay"]
CMD ["start"]
