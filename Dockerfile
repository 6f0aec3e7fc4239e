# Builds one static binary and puts it into an image with nothing else in it.
#
#   docker build -t pullquote .
#   docker run -p 8080:8080 -v pullquote:/data pullquote

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X pullquote/internal/app.release=${VERSION}" -o /out/pullquote ./cmd/pullquote \
 && mkdir /out/data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/pullquote /usr/local/bin/pullquote
# The volume takes its owner from this folder.
COPY --from=build --chown=nonroot:nonroot /out/data /data
USER nonroot
# docker stop kills what has not ended after ten seconds.
ENV PULLQUOTE_DATA=/data PULLQUOTE_ADDR=:8080 PULLQUOTE_SHUTDOWN_TIMEOUT=8s
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/usr/local/bin/pullquote", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/pullquote"]
CMD ["serve"]
