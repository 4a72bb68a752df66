"""Tiny networks of every supported family, with weights that answer something, and a tokenizer."""

WORDS = ("the", "a", "nurse", "doctor", "was", "is", "very", "kind", "rude", "good", "bad", "day",
         "and", "not", "he", "she", "they", "who", "said", "it")  # fmt: skip
SPECIAL = ("<pad>", "<unk>", "<s>", "</s>", "<mask>")
LONGEST = 40

# Sizes by every name that a configuration may give them.
SMALL = {
    "vocab_size": 32, "hidden_size": 16, "d_model": 16, "n_embd": 16, "dim": 16, "emb_dim": 16,
    "embedding_size": 16, "input_embedding_size": 16, "num_hidden_layers": 2, "num_layers": 2,
    "n_layer": 2, "n_layers": 2, "encoder_layers": 1, "decoder_layers": 1, "num_decoder_layers": 1,
    "num_attention_heads": 2, "n_head": 2, "n_heads": 2, "num_heads": 2, "head_dim": 8,
    "num_key_value_heads": 2, "encoder_attention_heads": 2, "decoder_attention_heads": 2,
    "intermediate_size": 32, "ffn_dim": 32, "encoder_ffn_dim": 32, "decoder_ffn_dim": 32,
    "d_ff": 32, "d_kv": 8, "d_inner": 32, "d_head": 8, "hidden_dim": 32,
    "max_position_embeddings": 64, "n_positions": 64, "type_vocab_size": 2,
}  # fmt: skip
# What a family wants otherwise.
OWN = {
    "big_bird": {"attention_type": "original_full"},
    "canine": {"num_hash_buckets": 64, "num_hash_functions": 4, "local_transformer_stride": 8,
               "downsampling_rate": 2, "max_position_embeddings": 128, "upsampling_kernel_size": 2},
    "convbert": {"conv_kernel_size": 3, "head_ratio": 1},
    "deberta-v2": {"relative_attention": True, "position_buckets": 8,
                   "pos_att_type": ["p2c", "c2p"]},
    "falcon": {"ffn_hidden_size": 32, "new_decoder_architecture": False, "alibi": False},
    "funnel": {"block_sizes": [1, 1], "num_decoder_layers": 1},
    "fnet": {"tpu_short_seq_length": 64},
    "gptj": {"rotary_dim": 4},
    "gemma3_text": {"sliding_window": 8, "layer_types": ["sliding_attention", "full_attention"]},
    "gpt_neo": {"attention_types": [[["global", "local"], 1]], "num_layers": 2, "window_size": 8,
                "intermediate_size": 32},
    "longformer": {"attention_window": 8},
    "mamba": {"state_size": 4, "time_step_rank": 2, "conv_kernel": 3},
    "falcon_mamba": {"state_size": 4, "time_step_rank": 2, "conv_kernel": 3},
    "mobilebert": {"intra_bottleneck_size": 16, "true_hidden_size": 16, "trigram_input": True},
    "nystromformer": {"num_landmarks": 8, "segment_means_seq_len": 8, "conv_kernel_size": 3},
    "perceiver": {"num_latents": 8, "d_latents": 16, "d_model": 16, "num_blocks": 1,
                  "num_self_attends_per_block": 1, "num_self_attention_heads": 2,
                  "num_cross_attention_heads": 2, "vocab_size": 262, "max_position_embeddings": 64},
    "phi3": {"rope_parameters": None},
    "squeezebert": {"q_groups": 1, "k_groups": 1, "v_groups": 1, "post_attention_groups": 1,
                    "intermediate_groups": 1, "output_groups": 1},
    "xlm": {"n_langs": 1, "asm": False},
    "xlm-roberta-xl": {},
    "yoso": {"num_hash": 4, "use_expectation": True, "lsh_backward": False, "hash_code_len": 4},
}  # fmt: skip
# Texts by letters or bytes; these bring their own tokenizer.
SPELLING = {"canine": "CanineTokenizer", "perceiver": "PerceiverTokenizer"}
# Families whose tokenizers pad on the left.
LEFT = {"xlnet"}


def built(model_type, folder, *, labels=2, seed=0, head="SEQUENCE_CLASSIFICATION"):
    """A folder as `save_pretrained` writes it; weights larger than at random, so answers differ.

    head: SEQUENCE_CLASSIFICATION, CAUSAL_LM or MASKED_LM; ENCODER for a network without one.
    """
    import torch
    import transformers
    from transformers.models.auto import modeling_auto

    mapping = "MODEL_MAPPING_NAMES" if head == "ENCODER" else f"MODEL_FOR_{head}_MAPPING_NAMES"
    named = getattr(modeling_auto, mapping)
    torch.manual_seed(seed)
    config_class = transformers.AutoConfig.for_model(model_type).__class__
    known = set(transformers.AutoConfig.for_model(model_type).to_dict())
    known |= set(getattr(config_class, "attribute_map", {}))
    asked = {name: value for name, value in SMALL.items() if name in known}
    if "attribute_map" in dir(config_class):
        turned = config_class.attribute_map
        asked = {n: v for n, v in asked.items() if not (n in turned and turned[n] in asked)}
    config = config_class(
        **{**asked, **OWN.get(model_type, {})}, id2label={i: str(i) for i in range(labels)},
        label2id={str(i): i for i in range(labels)},
        eos_token_id=3, unk_token_id=1, decoder_start_token_id=2,
        # As its own library saves it: some configurations know of no padding.
        **({"pad_token_id": 0} if "pad_token_id" in known else {}),
    )  # fmt: skip
    network = getattr(transformers, named[model_type])(config).eval()
    with torch.no_grad():
        for name, tensor in network.named_parameters():
            if tensor.ndim > 1 and "norm" not in name.lower():
                tensor.normal_(0, 0.25)
    network.save_pretrained(folder)
    tokenizer(model_type).save_pretrained(folder)
    return folder


def tokenizer(model_type):
    """A list of words, with a beginning and an end; or the family's own spelling."""
    import transformers
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    if model_type in SPELLING:
        return getattr(transformers, SPELLING[model_type])(model_max_length=LONGEST)
    vocabulary = {word: place for place, word in enumerate((*SPECIAL, *WORDS))}
    held = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    held.pre_tokenizer = pre_tokenizers.Whitespace()
    held.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B </s>",
        special_tokens=[("<s>", 2), ("</s>", 3)],
    )  # fmt: skip
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=held, pad_token="<pad>", unk_token="<unk>", bos_token="<s>",
        eos_token="</s>", mask_token="<mask>", model_max_length=LONGEST,
        padding_side="left" if model_type in LEFT else "right",
        model_input_names=["input_ids", "attention_mask"],
    )  # fmt: skip


def texts(rows=24, seed=0):
    """Texts of many lengths, one that is too long among them."""
    import numpy as np

    rng = np.random.default_rng(seed)
    found = [" ".join(rng.choice(WORDS, rng.integers(1, 16))) for _ in range(rows - 3)]
    return ["kind and good", *found, " ".join(WORDS * 4), "very"]


def alone(folder, sentences):
    """What transformers answers, one text at a time, without padding."""
    import numpy as np
    import torch
    import transformers

    network = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    words = transformers.AutoTokenizer.from_pretrained(folder)
    rows = []
    with torch.inference_mode():
        for text in sentences:
            found = words(text, return_tensors="pt", truncation=True, max_length=LONGEST)
            rows.append(network(**found).logits.double().softmax(-1)[0].numpy())
    return np.array(rows)
