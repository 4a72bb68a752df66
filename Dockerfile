# One image for API, worker and scheduler; what runs is the command (see docker-compose.yml).
# Build for GPUs: --build-arg TORCH_INDEX=<an index with CUDA builds> --build-arg EXTRA=gpu
FROM python:3.11-slim-bookworm AS built
ARG TORCH_INDEX=""
ARG EXTRA="cpu"
WORKDIR /app
RUN python -m venv /venv
ENV PATH="/venv/bin:$PATH" PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY constraints constraints
# torch first and alone: a range would bring the newest build with gigabytes of CUDA.
RUN pip install ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} "$(grep '^torch==' constraints/tested.txt)"
COPY pyproject.toml README.md LICENSE ./
COPY audits audits
COPY service service
COPY workers workers
COPY evenhand evenhand
COPY migrations migrations
RUN pip install --constraint constraints/tested.txt ".[${EXTRA},postgresql,s3,pdf]" \
 && python -m audits.report.bundle /app/service/web/static/built

FROM python:3.11-slim-bookworm
# libseccomp: the sandbox's filter; fonts: pictures of charts; pango: reports as PDF.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libseccomp2 fonts-dejavu-core libpango-1.0-0 libpangoft2-1.0-0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home evenhand \
 && install -d -o evenhand /data
COPY --from=built /venv /venv
COPY --from=built /app /app
WORKDIR /app
ENV PATH="/venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    PYTHONPATH=/app EVENHAND_HOME=/data ORT_DISABLE_TELEMETRY=1 HF_HUB_OFFLINE=1
USER evenhand
EXPOSE 8321
CMD ["gunicorn", "--bind=0.0.0.0:8321", "--worker-class=service.serving.Worker", "--workers=1", "--threads=8", "--worker-connections=4096", "--timeout=120", "--no-control-socket", "service.app:create_app()"]
