# One image for API, worker and scheduler; what runs is the command (see docker-compose.yml).
# Build for GPUs: --build-arg TORCH_INDEX=<an index with CUDA builds> --build-arg EXTRA=gpu
# By digest: script/pin-images, or --build-arg PYTHON_IMAGE=python:3.11-slim-bookworm@sha256:...
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
FROM ${PYTHON_IMAGE} AS built
ARG TORCH_INDEX=""
ARG EXTRA="cpu"
WORKDIR /app
RUN python -m venv /venv
ENV PATH="/venv/bin:$PATH" PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY constraints constraints
COPY script/install script/install
# Every file is checked against its hash; TORCH_HASHES names the list of another index's torch.
ARG TORCH_HASHES=""
RUN EVENHAND_TORCH_INDEX="$TORCH_INDEX" EVENHAND_TORCH_HASHES="$TORCH_HASHES" script/install "$EXTRA" image
COPY pyproject.toml README.md LICENSE ./
COPY audits audits
COPY service service
COPY workers workers
COPY evenhand evenhand
COPY migrations migrations
RUN pip install --no-deps --no-build-isolation . \
 && python -m audits.report.bundle /app/service/web/static/built \
 && python -m compileall -q /app

FROM ${PYTHON_IMAGE}
# libseccomp: the sandbox's filter; fonts: pictures of charts; pango: reports as PDF; libgomp: LightGBM.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libseccomp2 libgomp1 fonts-dejavu-core libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home evenhand \
 && install -d -o evenhand -m 700 /data /signing
COPY --from=built /venv /venv
COPY --from=built /app /app
WORKDIR /app
ENV PATH="/venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    PYTHONPATH=/app EVENHAND_HOME=/data ORT_DISABLE_TELEMETRY=1 HF_HUB_OFFLINE=1
USER evenhand
EXPOSE 8321
CMD ["gunicorn", "--bind=0.0.0.0:8321", "--worker-class=service.serving.Worker", "--workers=1", "--threads=8", "--worker-connections=4096", "--timeout=120", "--no-control-socket", "service.app:create_app()"]
