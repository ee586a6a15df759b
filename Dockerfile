# Runs with a read-only root, as a user without rights: all that it writes is in /data and /tmp.
# `docker buildx imagetools inspect python:3.13-slim-trixie` tells the digest to pin the base by: --build-arg BASE=python@sha256:…
ARG BASE=python:3.13-slim-trixie

FROM ${BASE} AS build
WORKDIR /app
COPY requirements/run.txt requirements/run.txt
RUN python -m venv --without-pip /venv \
 && pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check --no-compile \
    --require-hashes --only-binary :all: -r requirements/run.txt
COPY run_bot.py pyproject.toml LICENSE PRIVACY.md TERMS.md ./
COPY bot bot
COPY content content
RUN python -m compileall -q /venv/lib bot \
 && /venv/bin/python -m bot.packs.shelf.shipped content

FROM ${BASE}
# What pictures of results need for Chinese, for Devanagari, Thai and other scripts, and for emoji.
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-wqy-microhei fonts-freefont-ttf fonts-noto-color-emoji \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    DATABASE_URL=sqlite:////data/second-look.db \
    BACKUP_DIR=/data/backups \
    CONTENT_DIR=/app/content \
    LOG_FORMAT=json \
    HEALTH_PORT=8080
WORKDIR /app
USER 10001:10001
VOLUME ["/data"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["/venv/bin/python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['HEALTH_PORT'] + '/readyz', timeout=4)"]
ENTRYPOINT ["/venv/bin/python", "/app/run_bot.py"]
CMD ["discord"]
