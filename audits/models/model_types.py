"""Model types of transformers that may be opened: plain text and image classifiers."""

TEXT_TYPES = frozenset(
    (
        "albert", "bart", "bert", "big_bird", "camembert", "canine", "convbert", "data2vec-text",
        "deberta", "deberta-v2", "distilbert", "electra", "ernie", "esm", "flaubert", "fnet",
        "funnel", "gemma", "gemma2", "gpt2", "gpt_neo", "gpt_neox", "ibert", "llama",
        "longformer", "mbart", "megatron-bert", "mistral", "mobilebert", "modernbert", "mpnet",
        "nystromformer", "opt", "phi", "phi3", "qwen2", "qwen3", "rembert", "roberta",
        "roberta-prelayernorm", "roformer", "squeezebert", "t5", "xlm", "xlm-roberta",
        "xlm-roberta-xl", "xlnet", "yoso",
    )
)  # fmt: skip

PICTURE_TYPES = frozenset(
    (
        "beit", "bit", "convnext", "convnextv2", "cvt", "data2vec-vision", "deit", "dinov2",
        "dinov2_with_registers", "efficientnet", "focalnet", "hiera", "levit", "mobilenet_v1",
        "mobilenet_v2", "mobilevit", "mobilevitv2", "poolformer", "pvt", "pvt_v2", "regnet",
        "resnet", "segformer", "swiftformer", "swin", "swinv2", "vit", "vit_msn",
    )
)  # fmt: skip
