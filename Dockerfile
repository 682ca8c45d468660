# The image holds the program and its production packages only: no embedded Postgres, no second Node, no playground.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund && npm cache clean --force

FROM node:24-bookworm-slim
ENV NODE_ENV=production TZ=UTC PORT=3000 NODE_COMPILE_CACHE=/tmp/throughline-compile-cache
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json manifest.json ./
COPY migrations ./migrations
COPY blocks ./blocks
COPY src ./src
USER node
EXPOSE 3000
# Any answer at all says that the program listens. In Socket Mode nothing listens: the process itself is the sign of life.
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=4 \
  CMD ["node", "-e", "process.env.SLACK_APP_TOKEN || fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).catch(() => process.exit(1))"]
# Node itself is the first process: SIGTERM reaches it, and it finishes the work in hand.
CMD ["node", "src/main.ts", "start"]
