"""Model types of transformers that may be opened: plain classifiers of texts, pictures and
sounds."""

TEXT_TYPES = frozenset(
    (
        "albert", "bart", "bert", "big_bird", "biogpt", "bloom", "camembert", "canine", "convbert",
        "data2vec-text", "deberta", "deberta-v2", "distilbert", "electra", "ernie", "esm",
        "eurobert", "falcon", "flaubert", "fnet", "funnel", "gemma", "gemma2", "gemma3_text",
        "gpt2", "gpt_bigcode", "gpt_neo", "gpt_neox", "gptj", "ibert", "llama", "longformer",
        "mbart", "megatron-bert", "mistral", "mobilebert", "modernbert", "mpnet", "mt5",
        "nystromformer", "olmo", "olmo2", "openai-gpt", "opt", "perceiver", "phi", "phi3", "qwen2",
        "qwen3", "rembert", "roberta", "roberta-prelayernorm", "roformer", "smollm3", "squeezebert",
        "stablelm", "starcoder2", "t5", "umt5", "xlm", "xlm-roberta", "xlm-roberta-xl", "xlnet",
        "yoso",
    )
)  # fmt: skip

# Those that transformers has a token classifier of, whose tokenizer says where tokens stand.
TAGGER_TYPES = frozenset(
    (
        "albert", "bert", "big_bird", "bloom", "camembert", "convbert", "data2vec-text", "deberta",
        "deberta-v2", "distilbert", "electra", "ernie", "eurobert", "falcon", "funnel", "gpt2",
        "gpt_neo", "gpt_neox", "llama", "longformer", "megatron-bert", "mistral", "mobilebert",
        "modernbert", "mpnet", "nystromformer", "qwen2", "qwen3", "rembert", "roberta",
        "roberta-prelayernorm", "roformer", "squeezebert", "xlm-roberta", "xlm-roberta-xl", "yoso",
    )
)  # fmt: skip

PICTURE_TYPES = frozenset(
    (
        "beit", "bit", "convnext", "convnextv2", "cvt", "data2vec-vision", "deit", "dinov2",
        "dinov2_with_registers", "efficientnet", "focalnet", "hiera", "levit", "mobilenet_v1",
        "mobilenet_v2", "mobilevit", "mobilevitv2", "perceiver", "poolformer", "pvt", "pvt_v2",
        "regnet", "resnet", "segformer", "swiftformer", "swin", "swinv2", "vit", "vit_msn",
    )
)  # fmt: skip

# And those whose encoder is opened without a head, as their layers alone.
PICTURE_ENCODER_TYPES = frozenset(
    (
        "beit", "clip", "clip_vision_model", "convnext", "deit", "dinov2", "resnet", "swin", "vit",
    )
)  # fmt: skip

DETECTOR_TYPES = frozenset(
    (
        "conditional_detr", "d_fine", "dab-detr", "deformable_detr", "detr", "rt_detr",
        "rt_detr_v2", "table-transformer", "yolos",
    )
)  # fmt: skip

SOUND_TYPES = frozenset(
    (
        "audio-spectrogram-transformer", "data2vec-audio", "hubert", "sew", "unispeech",
        "unispeech-sat", "wav2vec2", "wav2vec2-conformer", "wavlm", "whisper",
    )
)  # fmt: skip

# Families whose answer to a text is the same whatever stands beside it in a padded batch, as
# tests/contracts/test_every_family.py shows. Of all others (convolutions or mixing over the
# padding: CANINE, ConvBERT, FNet, MobileBERT, YOSO ...) only texts of equal length go together.
PADDED_SAFELY = TEXT_TYPES - {
    "canine", "convbert", "fnet", "funnel", "mobilebert", "nystromformer", "yoso",
}  # fmt: skip
