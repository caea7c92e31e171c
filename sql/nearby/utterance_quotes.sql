-- One row per quote of a touched utterance.
select links.*
from stored.utterance_quotes as links
semi join touched_utterances as touched on links.utterance_id = touched.utterance_id
