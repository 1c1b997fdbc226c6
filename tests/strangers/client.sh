#!/bin/sh
# A client of the Pixel Engine API by somebody who has read its reference and nothing else:
# curl, and what every system has beside it. Usage:
#   PIXEL_ENGINE_BASE_URL=... PIXEL_ENGINE_API_KEY=... sh client.sh FOLDER [CURL OPTIONS]
# FOLDER holds small.png (up to 256 px), pose.png (of the same size) and large.png
# (at least 256 px, some MB). Results are written there. Prints one line for each step.
set -eu

base=$PIXEL_ENGINE_BASE_URL
key=$PIXEL_ENGINE_API_KEY
cd "$1"
shift
spent=0

fail() {
  printf 'not as the reference says: %s\n' "$*" >&2
  exit 1
}

same() { # FOUND WANTED
  [ "$1" = "$2" ] || fail "found $1, wanted $2"
}

# The options after FOLDER (a certificate authority, for instance) come with every call.
options=$(printf '%s\n' "$@")
run_curl() {
  old=$IFS
  IFS='
'
  # shellcheck disable=SC2086 # one option a line
  set -- $options "$@"
  IFS=$old
  curl --silent --show-error --max-time 100 "$@"
}

call() { # METHOD PATH [BODY FILE]: leaves $status, and the answer in answer.json
  method=$1 path=$2 body=${3-}
  set -- --request "$method" --output answer.json --write-out '%{http_code}' \
    --header "Authorization: Bearer $key" --header 'Content-Type: application/json'
  [ -z "$body" ] || set -- "$@" --data-binary "@$body"
  status=$(run_curl "$@" "$base$path")
}

text() { # NAME: the first text of that name in answer.json
  sed -n 's/.*"'"$1"'": *"\([^"]*\)".*/\1/p' answer.json | head -n 1
}

number() { # NAME: the first number of that name in answer.json
  sed -n 's/.*"'"$1"'": *\([-0-9.]*\).*/\1/p' answer.json | head -n 1
}

code() {
  sed -n 's/.*"error": *{"code": *"\([^"]*\)".*/\1/p' answer.json
}

encoded() { # FILE
  base64 <"$1" | tr -d '\n'
}

submit() { # PATH BODY FILE: leaves $job
  call POST "$1" "$2"
  same "$status" 200
  same "$(text status)" queued
  job=$(text api_job_id)
}

wait_for() { # leaves the ended job in answer.json
  while :; do
    call GET "/jobs?id=$job"
    same "$status" 200
    case $(text status) in
      queued | pending) sleep 0.1 ;;
      *) break ;;
    esac
  done
}

download() { # FILE: what the job in answer.json has made
  same "$(text status)" success
  kind=$(run_curl --output "$1" --write-out '%{http_code} %{content_type} %{size_download}' \
    --dump-header headers.txt "$(text url)")
  same "$kind" "200 $(text content_type) $(wc -c <"$1" | tr -d ' ')"
  grep -qi "^content-length: $(wc -c <"$1" | tr -d ' ')" headers.txt || fail "no length"
}

begins() { # FILE OFFSET TEXT
  same "$(dd if="$1" bs=1 skip="$2" count="${#3}" 2>/dev/null)" "$3"
}

charged() { # CREDITS
  same "$(number credits_charged)" "$1"
  same "$(text hold_status)" captured
  spent=$((spent + $1))
}

call GET /balance
same "$status" 200
same "$(number total_balance)" "$(($(number monthly_balance) + $(number purchased_balance)))"
echo balance

good=$key key=pe_sk_of_nobody
call GET /balance
same "$status $(code)" '401 unauthorized'
key=$good
echo unauthorized

printf '{"image": "%s"}' "$(encoded small.png)" >body.json
call POST /animate body.json
same "$status $(code)" '400 invalid_request'
echo invalid

printf '{"prompt": "dash sword attack"}' >body.json
call POST /enhance-prompt body.json
same "$status" 200
[ -n "$(text enhanced_prompt)" ] || fail "no prompt"
echo enhance-prompt

printf '{"image": "%s", "prompt": "a \\"hero\\"\\nwalks", "output_frames": 4}' \
  "$(encoded small.png)" >body.json
submit /animate body.json
wait_for
charged 20
download animate.webp
begins animate.webp 8 WEBP
echo animate

printf '{"image": "data:image/png;base64,%s", "prompt": "idle", "output_format": "gif"}' \
  "$(encoded small.png)" >body.json
submit /animate body.json
wait_for
charged 20
download animate.gif
begins animate.gif 0 GIF89a
echo gif

cat >body.json <<BODY
{"prompt": "sword slash", "render_mode": "pixel", "total_frames": 5, "frames": [
  {"index": 0, "image": "$(encoded small.png)"},
  {"index": 4, "image": "$(encoded pose.png)", "strength": 0.8}]}
BODY
submit /keyframes body.json
wait_for
charged 24
same "$(number frame_count)" 5
download keyframes.webp
begins keyframes.webp 8 WEBP
echo keyframes

printf '{"prompt": "a knight", "model": "oai_gpt2_low", "pixel_config": {"colors": 16}}' >body.json
submit /generate-image body.json
wait_for
charged 6
download generated.png
begins generated.png 1 PNG
echo generate-image

# Some MB: curl asks first whether it may send them (Expect: 100-continue).
printf '{"image": "%s"}' "$(encoded large.png)" >body.json
submit /pixelate body.json
wait_for
grep -q '"billing": *null' answer.json || fail "free work has a bill"
download pixelated.png
begins pixelated.png 1 PNG
echo pixelate

printf '{"image": "%s"}' "$(encoded animate.webp)" >body.json
submit /remove-background body.json
wait_for
charged 2
download cut.webp
begins cut.webp 8 WEBP
echo remove-background

printf '{"image": "%s", "prompt": "waves", "model": "frame-engine-v1.1", "output_frames": 24}' \
  "$(encoded large.png)" >body.json
for _ in 1 2 3 4; do
  submit /animate body.json
  jobs="$job ${jobs-}"
done
# The last one comes first: it still waits.
for job in $jobs; do
  printf '{"api_job_id": "%s"}' "$job" >cancel.json
  call POST /cancel cancel.json
  case $status in
    200) same "$(text status)" cancelled ;;
    409) spent=$((spent + 20)) ;; # it was faster
    *) fail "$status" ;;
  esac
  first=${first-$status}
done
same "$first" 200
job=${jobs%% *}
wait_for
same "$(text status) $(code) $(text hold_status)" 'cancelled job_cancelled released'
echo cancel

call GET /billing
same "$status" 200
same "$(number credits_used)" "$spent"
echo billing
