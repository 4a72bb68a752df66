"""The roles of columns as the form offers them: the usual ones first, each in a few words."""

from collections.abc import Mapping

from audits.specification.roles import Role

USUAL: Mapping[Role, str] = {
    Role.LABEL: "what turned out to be true",
    Role.PREDICTION: "what the model, or whoever decides, answered",
    Role.SCORE: "how sure the model was, as a probability",
    Role.PROTECTED: "nobody may be treated worse by it: sex, age, origin",
    Role.FEATURE: "anything else; a model that has an input of its name is fed with it",
    Role.ID: "names a row: a file number",
}
OTHERS: Mapping[Role, str] = {
    Role.CLUSTER: "rows that belong together: visits of one patient, loans of one branch",
    Role.QUERY: "which list a row stands in, where rows are ranked within lists",
    Role.NUISANCE: "should not matter, such as the scanner a picture came from",
    Role.SPLIT: "which rows were trained on and which are for testing",
    Role.TIME: "when",
    Role.DURATION: "how long a row was followed, to the event or to the last look",
    Role.EVENT: "whether that ended with the event that a score is about",
    Role.WEIGHT: "how much a row counts in a survey",
    Role.COUNT: "how many alike a row stands for",
    Role.CLASS_PROBABILITY: "the probability of one class, by a model that never saw the row",
    Role.REFERENCE_SCORE: "what a model that never saw the row gives its label",
    Role.ANNOTATION: "what a person answered about the row; a column for each person",
    Role.ANNOTATOR: "which person answered, where each answer has a row of its own",
    Role.MASK: "a picture's background",
    Role.LANGUAGE: "the language of a text",
    Role.SYSTEM: "which translator answered",
    Role.REFERENCE: "the right translation",
    Role.STEREOTYPE: "whom a word is tied to, or what keeps to a stereotype",
    Role.LABEL_SET: "the labels that a row has, of several, as a list",
    Role.ANSWER_SET: "the labels that were answered, as a list",
    Role.OBJECTS: "the boxes or spans that are there, as JSON",
    Role.DETECTIONS: "the boxes or spans that were detected, as JSON",
    Role.OPTION: "an answer to choose among, in a test of language models",
    Role.SINGLE_TASK: "what a model for this task alone answered, beside one with several heads",
    Role.WOMEN_SHARE: "the share of women in an occupation",
}
