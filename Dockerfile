# The image of the command line: the HTTP service by default, any other command as arguments.
# The result contains no compiled code of its own, so it is built once for all architectures.
FROM --platform=$BUILDPLATFORM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && mkdir /state

FROM node:24-slim
ARG VERSION
ARG REVISION
LABEL org.opencontainers.image.title="defender-indicators" \
  org.opencontainers.image.description="Put threat indicators into Microsoft Defender for Endpoint and get one result per row." \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.url="https://example.com/defender-indicators" \
  org.opencontainers.image.source="https://example.com/defender-indicators.git" \
  org.opencontainers.image.version="$VERSION" \
  org.opencontainers.image.revision="$REVISION"
# The root file system is read-only, so compiled code cannot be cached.
ENV NODE_ENV=production NODE_DISABLE_COMPILE_CACHE=1
WORKDIR /opt/defender-indicators
COPY --from=build /build/package.json /build/manifest.json /build/LICENSE ./
COPY --from=build /build/actions actions/
COPY --from=build /build/schemas schemas/
COPY --from=build /build/platforms/cli/report/page platforms/cli/report/page/
COPY --from=build /build/platforms/http/page platforms/http/page/
COPY --from=build /build/platforms/xsoar/script platforms/xsoar/script/
COPY --from=build /build/dist/command dist/command/
# The folder for sync files and journals. The number is the user "node" of the base image. Kubernetes can check only a number.
COPY --from=build --chown=1000:1000 /state /data
WORKDIR /data
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/opt/defender-indicators/dist/command/main.cjs"]
CMD ["serve", "--host", "0.0.0.0", "--log-format", "json"]
