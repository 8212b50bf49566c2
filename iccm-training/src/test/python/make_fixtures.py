"""Makes the golden fixtures under src/test/resources/org/iccm/training, once.

    python -m venv venv && venv/bin/pip install torch==2.7.1 'transformers==5.23.*' 'peft==0.21.*'
    venv/bin/python iccm-training/src/test/python/make_fixtures.py

Tiny models with random weights; what PyTorch, transformers and peft make of them is what Java has to make of them.
"""
import json
import math
import pathlib
import shutil

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import T5Config, T5ForConditionalGeneration
from transformers.generation.logits_process import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper
from transformers.models.t5.modeling_t5 import T5Attention

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources/org/iccm/training/t5"
COMMON = dict(
    vocab_size=48, num_layers=3, num_decoder_layers=2, dropout_rate=0.0, pad_token_id=0, eos_token_id=1,
    decoder_start_token_id=0, layer_norm_epsilon=1e-6,
)
CONFIGS = {
    "relu-tied": dict(d_model=16, d_kv=4, num_heads=4, d_ff=24, feed_forward_proj="relu", tie_word_embeddings=True),
    "gated-untied": dict(d_model=16, d_kv=8, num_heads=2, d_ff=20, feed_forward_proj="gated-gelu", tie_word_embeddings=False),
    "inner": dict(d_model=12, d_kv=8, num_heads=3, d_ff=20, feed_forward_proj="gated-gelu", tie_word_embeddings=True,
                  relative_attention_num_buckets=8, relative_attention_max_distance=20),
}
PROMPTS = 50
NEW_TOKENS = 24
LENGTHS = [19, 23, 7]
TARGETS = [21, 5, 13]


def make_model(config):
    model = T5ForConditionalGeneration(T5Config(**COMMON, **config)).eval()
    if not config["tie_word_embeddings"]:
        # This transformers ties every T5 that it makes, and keeps apart what files keep apart, as v1.1's do.
        model.lm_head.weight = torch.nn.Parameter(torch.randn_like(model.lm_head.weight))
    with torch.no_grad():
        for name, p in model.named_parameters():
            if "layer_norm" in name:
                p.copy_(torch.rand_like(p) + 0.5)
            if "relative_attention_bias" in name:
                p.copy_(torch.randn_like(p))
            if name.split(".")[-2] in ("o", "wo"):
                p.mul_(4)  # blocks that outweigh the embedding: a tied model would only repeat its start
    return model


def rows(lengths, vocabulary):
    return [torch.randint(2, vocabulary, (n - 1,)).tolist() + [1] for n in lengths]


def padded(sequences, fill):
    longest = max(map(len, sequences))
    return torch.tensor([s + [fill] * (longest - len(s)) for s in sequences])


def named_gradients(model):
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


def training_case(model, directory):
    sources, targets = rows(LENGTHS, 48), rows(TARGETS, 48)
    ids, labels = padded(sources, 0), padded(targets, -100)
    mask = padded([[1] * len(s) for s in sources], 0)
    model.zero_grad()
    out = model(input_ids=ids, attention_mask=mask, labels=labels)
    out.loss.backward()
    tensors = {"encoder": out.encoder_last_hidden_state, "logits": out.logits, "loss": out.loss.reshape(1)}
    tensors.update({"grad." + n: g for n, g in named_gradients(model).items()})
    save_file({k: v.detach().contiguous() for k, v in tensors.items()}, directory / "expected.safetensors")
    return sources, targets


def adamw_case(model, sources, targets, directory):
    """Six steps: warm-up of two, linear decay, clipping to 0.5, decay 0.1; then weights as they are."""
    before = {k: v.clone() for k, v in model.state_dict().items()}
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: (s + 1) / 2 if s < 2 else max(0.0, (6 - s) / 4))
    ids, labels = padded(sources, 0), padded(targets, -100)
    mask = padded([[1] * len(s) for s in sources], 0)
    losses, norms = [], []
    for _ in range(6):
        optimizer.zero_grad()
        loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), 0.5).item())
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    after = {n: p.detach().clone() for n, p in model.named_parameters()}
    save_file(after, directory / "adamw.safetensors")
    model.load_state_dict(before)
    return {"losses": losses, "norms": norms}


def sample(model, ids, mask, uniforms, temperature, top_k, top_p):
    """Inverse distribution function over the filtered ids in their order; one given number per row and step."""
    warpers = [TemperatureLogitsWarper(temperature), TopKLogitsWarper(top_k), TopPLogitsWarper(top_p)]
    encoded = model.get_encoder()(input_ids=ids, attention_mask=mask)
    decoded = torch.zeros((ids.shape[0], 1), dtype=torch.long)
    log_probabilities = []
    finished = torch.zeros(ids.shape[0], dtype=torch.bool)
    for step in range(NEW_TOKENS):
        logits = model(encoder_outputs=encoded, attention_mask=mask, decoder_input_ids=decoded).logits[:, -1]
        warped = logits
        for w in warpers:
            warped = w(decoded, warped)
        cumulative = torch.softmax(warped.double(), -1).cumsum(-1)
        token = (cumulative <= uniforms[:, step : step + 1]).sum(-1).clamp(max=logits.shape[-1] - 1)
        log_probabilities.append(torch.log_softmax(logits, -1).gather(1, token[:, None])[:, 0])
        token = torch.where(finished, 0, token)
        finished |= token == 1
        decoded = torch.cat([decoded, token[:, None]], 1)
    return decoded[:, 1:], torch.stack(log_probabilities, 1)


def cut(row):
    """Up to and with the end, without padding."""
    row = list(row)
    return row[: row.index(1) + 1] if 1 in row else row


@torch.no_grad()
def generation_case(model, directory):
    prompts = rows(torch.randint(2, 40, (PROMPTS,)).tolist(), 48)
    ids = padded(prompts, 0)
    mask = padded([[1] * len(s) for s in prompts], 0)
    uniforms = torch.rand((PROMPTS, NEW_TOKENS), dtype=torch.float64)
    greedy = model.generate(input_ids=ids, attention_mask=mask, max_new_tokens=NEW_TOKENS, do_sample=False)
    beams = model.generate(input_ids=ids, attention_mask=mask, max_new_tokens=NEW_TOKENS, do_sample=False, num_beams=4,
                           length_penalty=1.0, early_stopping=False)
    plain, plain_log = sample(model, ids, mask, uniforms, 1.0, 48, 1.0)
    warm, _ = sample(model, ids, mask, uniforms, 0.7, 12, 0.8)
    case = {
        "prompts": prompts,
        "uniforms": uniforms.tolist(),
        "greedy": [cut(r[1:].tolist()) for r in greedy],
        "beam": [cut(r[1:].tolist()) for r in beams],
        "sampled": [cut(r) for r in plain.tolist()],
        "sampledLogProbabilities": [p[: len(cut(r))] for r, p in zip(plain.tolist(), plain_log.tolist())],
        "warped": [cut(r) for r in warm.tolist()],
    }
    (directory / "generation.json").write_text(json.dumps(case))


def lora_case(model, sources, targets, directory):
    place = directory / "lora"
    lora = get_peft_model(model, LoraConfig(r=3, lora_alpha=7, lora_dropout=0.0, target_modules=["q", "v", "wo"], use_rslora=False,
                                            task_type="SEQ_2_SEQ_LM"))
    with torch.no_grad():
        for name, p in lora.named_parameters():
            if "lora_B" in name:
                p.copy_(torch.randn_like(p) * 0.1)
    lora.save_pretrained(place)
    (place / "README.md").unlink(missing_ok=True)
    ids, labels = padded(sources, 0), padded(targets, -100)
    mask = padded([[1] * len(s) for s in sources], 0)
    out = lora(input_ids=ids, attention_mask=mask, labels=labels)
    out.loss.backward()
    tensors = {"logits": out.logits, "loss": out.loss.reshape(1)}
    for name, p in lora.named_parameters():
        if "lora_" in name:
            tensors["grad." + name.replace(".default", "")] = p.grad
    tensors = {k: v.detach().contiguous().clone() for k, v in tensors.items()}
    merged = lora.merge_and_unload()
    tensors.update({"merged." + n: p.detach().clone() for n, p in merged.named_parameters() if n.split(".")[-2] in ("q", "v", "wo")})
    save_file(tensors, place / "expected.safetensors")


def bucket_table(bidirectional, buckets, distance):
    relative = torch.arange(-300, 301)[None, :]
    return T5Attention._relative_position_bucket(relative, bidirectional, buckets, distance)[0].tolist()


def main():
    torch.set_num_threads(1)
    tables = [
        {"bidirectional": b, "buckets": n, "distance": d, "table": bucket_table(b, n, d)}
        for b in (True, False)
        for n, d in ((32, 128), (8, 20), (64, 256), (32, 100))
    ]
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "buckets.json").write_text(json.dumps(tables))
    for seed, (name, config) in enumerate(CONFIGS.items()):
        torch.manual_seed(seed)
        directory = OUT / name
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir()
        model = make_model(config)
        model.save_pretrained(directory, safe_serialization=True)
        (directory / "generation_config.json").unlink(missing_ok=True)
        again = T5ForConditionalGeneration.from_pretrained(directory).state_dict()
        assert all(torch.equal(v, again[k]) for k, v in model.state_dict().items())
        sources, targets = training_case(model, directory)
        case = {"sources": sources, "targets": targets, "adamw": adamw_case(model, sources, targets, directory)}
        (directory / "case.json").write_text(json.dumps(case))
        generation_case(model, directory)
        lora_case(model, sources, targets, directory)
        assert math.isfinite(case["adamw"]["losses"][-1])
        print(name, sorted(load_file(directory / "expected.safetensors"))[:3], case["adamw"])


if __name__ == "__main__":
    main()
