"""The other side of `./bench t5`: the same work by transformers and PyTorch, on the same weights and ids.

Reads commands from standard input, one a line, and answers each with one line of JSON:

    load DIRECTORY                  model.safetensors and config.json
    train STEPS                     full training steps on the batch of 8; loss of each
    generate ROWS TIMES             greedy with cache, encoder included; tokens of the last time
    score                           log-probability of each target token of the batch
    score-adapter DIRECTORY         the same with a PEFT adapter
    encode DIRECTORY                ids of the texts by its tokenizer.json
    save DIRECTORY                  as transformers saves
    save-adapter DIRECTORY          a fresh PEFT adapter with values that matter
    first DIRECTORY                 loads and makes one token
    memory                          highest resident bytes so far
"""

import json
import os
import sys
import time


def answer(**figures):
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


def padded(rows, fill):
    longest = max(len(r) for r in rows)
    return torch.tensor([r + [fill] * (longest - len(r)) for r in rows])


class Worker:
    def __init__(self, work):
        self.work = work
        self.model = None
        self.optimizer = None

    def load(self, directory):
        self.model = T5ForConditionalGeneration.from_pretrained(
            directory, dtype=torch.float32, dropout_rate=0.0
        )
        self.model.eval()
        return {}

    def batch(self):
        sources, targets = self.work["sources"], self.work["targets"]
        ids = padded(sources, 0)
        mask = padded([[1] * len(s) for s in sources], 0)
        return ids, mask, padded(targets, -100)

    def train(self, steps):
        if self.optimizer is None:
            self.model.train()
            self.optimizer = torch.optim.AdamW(
                self.model.parameters(), lr=self.work["learningRate"], betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01
            )
        losses = []
        begin = time.perf_counter()
        for _ in range(int(steps)):
            ids, mask, labels = self.batch()
            loss = self.model(input_ids=ids, attention_mask=mask, labels=labels, use_cache=False).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            self.optimizer.zero_grad(set_to_none=True)
            losses.append(loss.item())
        return {"seconds": time.perf_counter() - begin, "losses": losses}

    def generate(self, rows, times):
        sources = self.work["sources"][: int(rows)]
        begin = time.perf_counter()
        with torch.inference_mode():
            for _ in range(int(times)):
                ids = padded(sources, 0)
                mask = padded([[1] * len(s) for s in sources], 0)
                out = self.model.generate(
                    input_ids=ids,
                    attention_mask=mask,
                    max_new_tokens=self.work["maxTokens"],
                    do_sample=False,
                    num_beams=1,
                    use_cache=True,
                )
        seconds = time.perf_counter() - begin
        end = self.model.config.eos_token_id
        tokens = []
        for row in out[:, 1:].tolist():
            tokens.append(row[: row.index(end) + 1] if end in row else row)
        return {"seconds": seconds, "tokens": tokens}

    def scores(self, model):
        ids, mask, labels = self.batch()
        with torch.inference_mode():
            logits = model(input_ids=ids, attention_mask=mask, labels=labels).logits
            logs = torch.log_softmax(logits.float(), -1)
        rows = []
        for r, target in enumerate(self.work["targets"]):
            rows.append([logs[r, i, t].item() for i, t in enumerate(target)])
        return {"scores": rows}

    def score(self):
        return self.scores(self.model)

    def score_adapter(self, directory):
        from peft import PeftModel

        model = PeftModel.from_pretrained(self.model, directory).eval()
        result = self.scores(model)
        self.model = model.unload()
        return result

    def save(self, directory):
        self.model.save_pretrained(directory, max_shard_size="100MB")
        return {}

    def save_adapter(self, directory):
        from peft import LoraConfig, get_peft_model

        torch.manual_seed(7)
        model = get_peft_model(self.model, LoraConfig(r=4, lora_alpha=8, target_modules=["q", "v", "wi_0", "wo"]))
        with torch.no_grad():
            for name, value in model.named_parameters():
                if "lora_B" in name:
                    value.normal_(0, 0.05)
        model.eval()
        model.save_pretrained(directory)
        result = self.scores(model)
        self.model = model.unload()
        return result

    def encode(self, directory):
        from transformers import PreTrainedTokenizerFast

        # as ICCM reads text: a marker that is spelled out in it is plain text
        tokenizer = PreTrainedTokenizerFast(
            tokenizer_file=os.path.join(directory, "tokenizer.json"), split_special_tokens=True
        )
        return {"ids": [tokenizer(text).input_ids for text in self.work["texts"]]}

    def first(self, directory):
        self.load(directory)
        self.work["maxTokens"] = 1
        return {"token": self.generate(1, 1)["tokens"][0][0]}

    def memory(self):
        with open("/proc/self/status", encoding="ascii") as status:
            line = next(x for x in status if x.startswith("VmHWM:"))
        return {"bytes": int(line.split()[1]) * 1024}


if __name__ == "__main__":
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    import torch
    import transformers
    from transformers import T5ForConditionalGeneration

    transformers.logging.set_verbosity_error()
    torch.set_num_threads(int(sys.argv[2]))
    with open(sys.argv[1], encoding="utf-8") as given:
        worker = Worker(json.load(given))
    if sys.argv[3:] and sys.argv[3] == "first":
        answer(**worker.first(sys.argv[4]))
        sys.exit()
    answer(torch=torch.__version__, transformers=transformers.__version__)
    for line in sys.stdin:
        name, *arguments = line.split()
        answer(**getattr(worker, name.replace("-", "_"))(*arguments))
