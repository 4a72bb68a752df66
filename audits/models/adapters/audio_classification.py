"""A sound into a class or a number."""

from audits.models.registry import Head, Opener


def _weights() -> Opener:
    from audits.models.huggingface.sound_classifiers import open_sounds, profile_sounds

    return Opener(open_sounds, profile_sounds)


HEAD = Head(
    (
        "ForAudioClassification",
        # Families of waveforms whose heads are called as those of texts.
        "Data2VecAudioForSequenceClassification", "HubertForSequenceClassification",
        "SEWForSequenceClassification", "UniSpeechForSequenceClassification",
        "UniSpeechSatForSequenceClassification", "Wav2Vec2ConformerForSequenceClassification",
        "Wav2Vec2ForSequenceClassification", "WavLMForSequenceClassification",
    ),
    _weights,
)  # fmt: skip
