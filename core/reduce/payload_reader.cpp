#include "core/reduce/payload_reader.h"

#include <algorithm>

namespace rolloutscope {

namespace {

/// A payload larger than this is not reduced; recorded ones stay below a few MB.
constexpr std::uint64_t payloadLimit = std::uint64_t{1} << 30U;
constexpr std::size_t spareBuffers = 2;
constexpr std::size_t spareBytes = std::size_t{16} << 20U; // larger buffers are not kept for reuse

} // namespace

void PayloadReader::GiveBack::operator()(PayloadText* text) const
{
    std::unique_ptr<PayloadText> owned(text);
    if (reader->spare_.size() < spareBuffers && owned->bytes.capacity() <= spareBytes)
        reader->spare_.push_back(std::move(owned));
}

PayloadReader::State& PayloadReader::stateOf(PayloadIndex payload)
{
    if (payload.value >= states_.size())
        states_.resize(payload.value + 1, State::Unread);
    return states_[payload.value];
}

void PayloadReader::forget(PayloadIndex payload)
{
    stateOf(payload) = State::Unread;
}

bool PayloadReader::read(const RolloutTrace& trace, PayloadIndex payload, PayloadText& text,
                         const json::ParseOptions& options)
{
    const RawPayload& reference = trace.payloads[payload];
    const FileError error = folder_.readFile(reference.path, text.bytes, payloadLimit);
    std::string reason;
    if (error != FileError::None)
        reason = describe(error);
    else if (!text.document.parse(text.bytes, options))
        reason = text.document.error();
    else {
        bytesRead_ += text.bytes.size();
        return true;
    }
    bytesRead_ += error == FileError::None ? text.bytes.size() : 0;
    // Several rules can need one payload: what is wrong with it is said once.
    if (stateOf(payload) != State::Bad || problems_.strict())
        problems_.broken(reference.id, "payload " + reference.path + ": " + reason);
    return false;
}

PayloadReader::Loaded PayloadReader::buffer()
{
    if (spare_.empty())
        return Loaded(std::make_unique<PayloadText>().release(), GiveBack{this});
    Loaded text(spare_.back().release(), GiveBack{this});
    spare_.pop_back();
    return text;
}

json::ParseOptions PayloadReader::options() const
{
    json::ParseOptions options;
    options.hugeNumbersValid = rules_.grammar.hugeNumbers;
    return options;
}

bool PayloadReader::prepare(const PayloadRef& reference)
{
    Loaded text = buffer();
    if (folder_.readFile(reference.path, text->bytes, payloadLimit) != FileError::None ||
        !text->document.parse(text->bytes, options()))
        return false;
    prepared_.push_back({std::string(reference.id), std::move(text)});
    return true;
}

PayloadReader::Loaded PayloadReader::takePrepared(const std::string& id)
{
    const auto found =
        std::find_if(prepared_.begin(), prepared_.end(), [&](const Prepared& prepared) { return prepared.id == id; });
    if (found == prepared_.end())
        return Loaded(nullptr, GiveBack{this});
    Loaded text = std::move(found->text);
    prepared_.erase(found);
    bytesRead_ += text->bytes.size();
    return text;
}

PayloadReader::Loaded PayloadReader::load(const RolloutTrace& trace, PayloadIndex payload)
{
    if (!payload)
        return Loaded(nullptr, GiveBack{this});
    if (depth_ == ReduceDepth::Spine && trace.payloads[payload].kind != PayloadKind::SessionMetadata)
        return Loaded(nullptr, GiveBack{this});
    Loaded text = takePrepared(trace.payloads[payload].id);
    const bool good = text || read(trace, payload, *(text = buffer()), options());
    stateOf(payload) = good ? State::Valid : State::Bad;
    if (!good) {
        ++failedLoads_;
        text.reset();
    }
    return text;
}

void PayloadReader::check(const RolloutTrace& trace, PayloadIndex payload)
{
    if (stateOf(payload) != State::Unread)
        return;
    const Loaded text = buffer();
    stateOf(payload) = read(trace, payload, *text, json::ParseOptions::grammarOnly()) ? State::Valid : State::Bad;
}

} // namespace rolloutscope
