-- One row per touched utterance.
select utterances.*
from stored.utterances as utterances
semi join touched_utterances as touched on utterances.utterance_id = touched.utterance_id
