from hashlib import sha256

from pystream import Upload, action


@action(upload_limit=50_000_000)
async def digest(label: str, file: Upload) -> str:
    content = sha256()
    async for chunk in file:
        content.update(chunk)
    return f"{label} {file.name} {file.size} {file.type} {content.hexdigest()}"


@action(upload_limit=10)
async def small(file: Upload) -> int:
    return len(await file.read())
